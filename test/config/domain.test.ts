import { describe, expect, it } from 'vitest';
import { checkDomain, domainWarnings } from '../../config/domain-and-org-url.js';

describe('checkDomain', () => {
  it.each([
    ['Example.COM.', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['mail.example.co.uk', 'mail.example.co.uk'],
  ])('writes %s as %s', (given, value) => expect(checkDomain(given)).toEqual({ value }));

  it.each([
    ['co.uk', 'public suffix'],
    ['com', 'public suffix'],
    ['gmail.com', 'public mail provider'],
    ['eu.outlook.com', 'public mail provider'],
    ['yahoo.co.jp', 'public mail provider'],
    ['192.0.2.1', 'IP address'],
    ['ana@example.com', 'e-mail address'],
    ['https://example.com/', 'URL'],
    ['exa mple.com', 'not a domain'],
    ['', 'not a domain'],
    ['-a.example.com', 'not a domain'],
  ])('refuses %s', (given, message) =>
    expect(checkDomain(given)).toMatchObject({ message: expect.stringContaining(message) as string }),
  );

  it('warns of what looks like a slip', () => {
    expect(domainWarnings('example.con')).toHaveLength(1);
    expect(domainWarnings('github.io')).toHaveLength(1);
    expect(domainWarnings('example.com')).toEqual([]);
    expect(domainWarnings('kiro.test')).toEqual([]);
  });
});
