import { describe, expect, it } from 'vitest';
import { checkDomain, domainWarnings } from '../../config/domain-and-org-url.js';
import { checkOrgUrl } from '../../runbook/model/field-forms.js';
import { inputOf, minimal, problemsOf } from './config-support.js';

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

describe('checkOrgUrl', () => {
  it.each([
    ['https://example.okta.com/', 'https://example.okta.com'],
    ['https://Login.Example.com', 'https://login.example.com'],
    ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
  ])('takes %s', (given, value) => expect(checkOrgUrl(given)).toEqual({ value }));

  it.each([
    ['http://example.okta.com', 'https://example.okta.com'],
    ['https://example-admin.okta.com/admin/dashboard', 'https://example.okta.com'],
    ['https://example-admin.oktapreview.com', 'https://example.oktapreview.com'],
    ['https://example-admin.okta-gov.com', 'https://example.okta-gov.com'],
    ['https://admin.example.com', 'https://example.okta.com'],
    ['https://example.okta.com/oauth2/default', 'https://example.okta.com'],
    ['https://ana:pass@example.okta.com', 'https://example.okta.com'],
    ['example.okta.com', 'https://example.okta.com'],
    ['acme', 'https://example.okta.com'],
  ])('refuses %s and suggests %s', (given, suggestion) =>
    expect(checkOrgUrl(given)).toMatchObject({ fix: expect.stringContaining(`"${suggestion}"`) as string }),
  );
});

describe('the org URL of the environment', () => {
  const file = minimal('okta: { orgUrl: https://example.okta.com/ }');

  it('may agree with the file', async () => {
    const input = await inputOf(file, { OKTA_CLIENT_ORGURL: 'https://EXAMPLE.okta.com' });
    expect(input.okta.orgUrl).toBe('https://example.okta.com');
  });

  it('may not disagree with the file, be wrong, or be absent from both', async () => {
    expect(await problemsOf(file, { OKTA_CLIENT_ORGURL: 'https://other.okta.com' })).toMatchObject([
      { path: 'okta.orgUrl', line: 3 },
    ]);
    expect(await problemsOf(minimal(), { OKTA_CLIENT_ORGURL: 'http://other.okta.com' })).toMatchObject([
      { path: 'OKTA_CLIENT_ORGURL', line: null },
    ]);
    expect(await problemsOf(minimal(), {})).toMatchObject([{ path: 'okta.orgUrl' }]);
  });
});
