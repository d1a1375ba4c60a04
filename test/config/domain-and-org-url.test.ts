import { describe, expect, it } from 'vitest';
import { checkDomain, checkOrgAddress, domainWarnings } from '../../config/domain-and-org-url.js';
import { inputOf, minimal, problemsOf } from './config-support.js';

describe('checkDomain', () => {
  it.each([
    ['Example.COM.', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['mail.example.co.uk', 'mail.example.co.uk'],
    ['www.com', 'www.com'],
    ['col·lecció.example', 'xn--collecci-ioa91d.example'],
    ['ｅxample。com', 'example.com'],
    ['हिन्दी.भारत', 'xn--j2bd4cyah0f.xn--h2brj9c'],
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

  it.each([
    ['“example.com”', 'Write example.com.'],
    ['‘example.com’', 'Write example.com.'],
    ['<example.com>', 'Write example.com.'],
    ['example.com,', 'Write example.com.'],
    ['exam–ple.com', 'Write exam-ple.com.'],
    ['“ana@example.com”', 'Write example.com alone.'],
    ['exam ple.com', 'such as example.com'],
    ['ex%61mple.com', 'such as example.com'],
    ['xn--example-x16c.com', 'such as example.com'],
  ])('refuses %s, which no name holds, and says: %s', (given, fix) =>
    expect(checkDomain(given)).toMatchObject({ fix: expect.stringContaining(fix) as string }),
  );

  it.each([
    ['exаmple.com', /"exаmple" mixes letters of Latin and Cyrillic/],
    ['www.example.com', /write example\.com if people's e-mail addresses end in @example\.com/],
  ])('warns of %s', (given, said) => {
    const read = checkDomain(given);
    expect(domainWarnings('value' in read ? read.value : '')).toEqual([expect.stringMatching(said)]);
  });

  it('warns of what looks like a slip', () => {
    expect(domainWarnings('example.con')).toHaveLength(1);
    expect(domainWarnings('github.io')).toHaveLength(1);
    expect(domainWarnings('example.com')).toEqual([]);
    for (const right of ['kiro.test', 'www.com', 'xn--bcher-kva.example', 'xn--e1afmkfd.com', 'xn--r8jz45g.jp'])
      expect(domainWarnings(right)).toEqual([]);
  });
});

describe('checkOrgAddress', () => {
  it.each([
    ['https://example.okta.com/', 'https://example.okta.com'],
    ['https://Login.Example.com', 'https://login.example.com'],
    ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
    ['https://login.bücher.example', 'https://login.xn--bcher-kva.example'],
    ['https://yours.okta.com', 'https://yours.okta.com'],
    ['https://login.okta.example.com', 'https://login.okta.example.com'],
  ])('takes %s', (given, value) => expect(checkOrgAddress(given)).toEqual({ value }));

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
    ['', 'https://example.okta.com'],
    ['https://{yourOktaDomain}', 'https://example.okta.com'],
    ['https://[yourOrg].okta.com', 'https://example.okta.com'],
    ['https://yourOrg.okta.com', 'https://example.okta.com'],
    ['https://your-okta-domain.okta.com/', 'https://example.okta.com'],
    ['https://www.okta.com', 'https://example.okta.com'],
    ['https://login.okta.com', 'https://example.okta.com'],
    ['https://acme.okta.com,', 'https://acme.okta.com'],
    ['https://“acme”.okta.com', 'https://example.okta.com'],
    ['“https://acme.okta.com”', 'https://acme.okta.com'],
    ['<https://acme.okta.com>', 'https://acme.okta.com'],
    ['https://https://acme.okta.com', 'https://acme.okta.com'],
    ['https://ana:“pass”@acme.okta.com', 'https://example.okta.com'],
  ])('refuses %s and suggests %s', (given, suggestion) =>
    expect(checkOrgAddress(given)).toMatchObject({ fix: expect.stringContaining(`"${suggestion}"`) as string }),
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
