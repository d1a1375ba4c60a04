import { describe, expect, it } from 'vitest';
import { judge } from '../../runbook/model/judge.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { CLIENT_ID, ENDPOINT, input, ISSUER, TOKEN } from '../workflows/fake-world.js';
import { asked, settingAt, viewOf } from './states.js';

const WORKFLOW_ID = 'kiro-okta/example.okta.com/example.com';

/** A compact JWE by form: only its header is looked at here. */
const sealed = (header: object): string =>
  [JSON.stringify({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', ...header }), 'k', 'i', 'c', 't']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const RIGHT_HEADER = {
  kid: 'k1',
  workflowId: WORKFLOW_ID,
  purpose: 'scim-token',
  endpoint: ENDPOINT,
  jti: 'a-seal-of-its-own',
};
const without = (name: keyof typeof RIGHT_HEADER): object => ({ ...RIGHT_HEADER, [name]: undefined });

const profile = (value: object): unknown => ({ issuer: ISSUER, clientId: CLIENT_ID, ...value });
const access = (value: object): unknown => ({ endpoint: ENDPOINT, ...value });
const signIn = (value: object): unknown => ({
  ok: true,
  iss: ISSUER,
  scp: [...input.scopes, 'offline_access'],
  cid: CLIENT_ID,
  aud: ['api://kiro'],
  lifetimeSeconds: 3600,
  refreshed: false,
  ...value,
});

const SECRET = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kM9nP2r';

const WRONG: [string, MessageName, unknown, string, string][] = [
  ['the issuer of the org', 'kiroProfileEnabled', profile({ issuer: input.okta.orgUrl }), 'issuer', 'org itself'],
  ['the same with a slash', 'kiroProfileEnabled', profile({ issuer: `${input.okta.orgUrl}/` }), 'issuer', 'org itself'],
  ['values swapped', 'kiroProfileEnabled', { issuer: CLIENT_ID, clientId: ISSUER }, 'issuer', 'swapped'],
  ['the client id twice', 'kiroProfileEnabled', profile({ issuer: CLIENT_ID }), 'issuer', 'That is the client ID'],
  ['the issuer twice', 'kiroProfileEnabled', profile({ clientId: ISSUER }), 'clientId', 'That is the issuer'],
  ['another server', 'kiroProfileEnabled', profile({ issuer: `${ISSUER}9` }), 'issuer', `exactly ${ISSUER}`],
  ['its id', 'kiroProfileEnabled', profile({ issuer: 'aus1' }), 'issuer', 'ID of the authorization server'],
  ['its metadata', 'kiroProfileEnabled', profile({ issuer: `${ISSUER}/.well-known/x` }), 'issuer', 'ends before it'],
  ['http', 'kiroProfileEnabled', profile({ issuer: ISSUER.replace('https', 'http') }), 'issuer', 'begins with https'],
  ['no scheme', 'kiroProfileEnabled', profile({ issuer: ISSUER.slice(8) }), 'issuer', 'begins with https'],
  [
    'the Admin Console',
    'kiroProfileEnabled',
    profile({ issuer: ISSUER.replace('example.', 'example-admin.') }),
    'issuer',
    'Admin Console',
  ],
  [
    'the default server',
    'kiroProfileEnabled',
    profile({ issuer: `${input.okta.orgUrl}/oauth2/default` }),
    'issuer',
    'another authorization server',
  ],
  ['upper case', 'kiroProfileEnabled', profile({ issuer: ISSUER.toUpperCase() }), 'issuer', 'upper and lower case'],
  ['another client id', 'kiroProfileEnabled', profile({ clientId: 'Other' }), 'clientId', `exactly ${CLIENT_ID}`],
  ['that of another app', 'kiroProfileEnabled', profile({ clientId: '0oaOther' }), 'clientId', 'another application'],
  ['that of the SCIM app', 'kiroProfileEnabled', profile({ clientId: '0oa2' }), 'clientId', 'the SCIM application'],
  ["the app's name", 'kiroProfileEnabled', profile({ clientId: 'Kiro-OIDC' }), 'clientId', "application's name"],
  ["the app's address", 'kiroProfileEnabled', profile({ clientId: 'https://x.okta.com' }), 'clientId', 'an address'],
  ['its case', 'kiroProfileEnabled', profile({ clientId: 'Kiro-Client' }), 'clientId', 'upper and lower case'],
  ['a client secret', 'kiroProfileEnabled', profile({ clientId: SECRET }), 'clientId', 'replace it in Okta'],
  ['quotes alone', 'domainAdded', { verificationToken: '""' }, 'verificationToken', 'empty'],
  ['the domain', 'domainAdded', { verificationToken: ' EXAMPLE.com' }, 'verificationToken', 'is the domain'],
  ['an address', 'domainAdded', { verificationToken: 'https://app.example.com' }, 'verificationToken', 'an address'],
  ['the domain with a dot', 'domainAdded', { verificationToken: 'example.com.' }, 'verificationToken', 'is the domain'],
  ['a name', 'domainAdded', { verificationToken: '_kiro.example.com' }, 'verificationToken', 'name of a record'],
  ['the status', 'domainAdded', { verificationToken: 'Pending' }, 'verificationToken', 'status of the domain'],
  ['half a token', 'domainAdded', { verificationToken: 'kiro-site-verification=' }, 'verificationToken', 'cut off'],
  ['a shown one', 'domainAdded', { verificationToken: `${TOKEN.slice(0, 30)}…` }, 'verificationToken', 'cut off'],
  ['two', 'domainAdded', { verificationToken: `${TOKEN} ${TOKEN.replace('1', '2')}` }, 'verificationToken', 'than one'],
  ['another record', 'domainAdded', { verificationToken: 'v=spf1 -all' }, 'verificationToken', 'more than one value'],
  ['a SCIM token', 'domainAdded', { verificationToken: SECRET }, 'verificationToken', 'Revoke that token'],
  [
    'a SCIM token behind a link',
    'domainAdded',
    { verificationToken: `[https://kiro.dev](${SECRET})` },
    'verificationToken',
    'Revoke that token',
  ],
  ['another address', 'domainAdded', { verificationToken: `x://${SECRET}` }, 'verificationToken', 'an address'],
  ['a name elsewhere', 'domainAdded', { verificationToken: TOKEN, recordName: 'example.org' }, 'recordName', 'whole'],
  ['a part of a name', 'domainAdded', { verificationToken: TOKEN, recordName: '_kiro' }, 'recordName', 'whole name'],
  ['no name', 'domainAdded', { verificationToken: TOKEN, recordName: 'a b.example.com' }, 'recordName', 'no name'],
  ['no address', 'scimAccessIssued', access({ endpoint: 'scim.example.com' }), 'endpoint', 'no address'],
  ['http', 'scimAccessIssued', access({ endpoint: 'http://scim.example.com/scim/v2' }), 'endpoint', 'https'],
  ['two addresses', 'scimAccessIssued', access({ endpoint: `${ENDPOINT} ${ENDPOINT}` }), 'endpoint', 'more than one'],
  ['a query', 'scimAccessIssued', access({ endpoint: `${ENDPOINT}?tenant=1` }), 'endpoint', 'no ? or #'],
  ['Okta itself', 'scimAccessIssued', access({ endpoint: ISSUER }), 'endpoint', 'address of Okta'],
  ['a start page', 'scimAccessIssued', access({ endpoint: 'https://d-1.awsapps.com/start' }), 'endpoint', 'a console'],
  [
    'http on another loopback',
    'scimAccessIssued',
    access({ endpoint: 'http://127.0.0.1.example.com' }),
    'endpoint',
    'https',
  ],
  ['another scheme', 'scimAccessIssued', access({ endpoint: 'ftp://scim.example.com' }), 'endpoint', 'https'],
  ['a password', 'scimAccessIssued', access({ endpoint: 'https://a:b@scim.example.com' }), 'endpoint', 'password'],
  [
    'the AWS console',
    'scimAccessIssued',
    access({ endpoint: 'https://us-east-1.console.aws.amazon.com/kiro' }),
    'endpoint',
    'console',
  ],
  [
    'the AWS console at home',
    'scimAccessIssued',
    access({ endpoint: 'https://console.aws.amazon.com/' }),
    'endpoint',
    'console',
  ],
  ['the Kiro site', 'scimAccessIssued', access({ endpoint: 'https://app.kiro.dev/settings' }), 'endpoint', 'console'],
  [
    'a console path',
    'scimAccessIssued',
    access({ endpoint: 'http://localhost:4000/console/tokens' }),
    'endpoint',
    'console',
  ],
  [
    'a token in an address',
    'scimAccessIssued',
    access({ storedAt: `https://vault.example.com/?access_token=${SECRET}` }),
    'storedAt',
    'Revoke that token',
  ],
  ['a bare token', 'scimAccessIssued', access({ token: 'abc' }), 'token', 'not sealed'],
  ['a JWT', 'scimAccessIssued', access({ token: 'eyJhbGciOiJub25lIn0.e30.x' }), 'token', 'not sealed'],
  [
    'another purpose',
    'scimAccessIssued',
    access({ token: sealed({ ...RIGHT_HEADER, purpose: 'x' }) }),
    'token',
    'purpose',
  ],
  [
    'another run',
    'scimAccessIssued',
    access({ token: sealed({ ...RIGHT_HEADER, workflowId: 'x' }) }),
    'token',
    'another run',
  ],
  [
    'another key',
    'scimAccessIssued',
    access({ token: sealed({ ...RIGHT_HEADER, kid: 'k2' }) }),
    'token',
    'another key',
  ],
  ['no endpoint', 'scimAccessIssued', access({ token: sealed(without('endpoint')) }), 'token', 'without `endpoint`'],
  ['no id', 'scimAccessIssued', access({ token: sealed(without('jti')) }), 'token', 'docs/bots.md'],
  ['a short id', 'scimAccessIssued', access({ token: sealed({ ...RIGHT_HEADER, jti: 'a' }) }), 'token', '16 to 64'],
  [
    'another endpoint',
    'scimAccessIssued',
    access({ token: sealed({ ...RIGHT_HEADER, endpoint: `${ENDPOINT}x` }) }),
    'token',
    'another endpoint',
  ],
  ['no key named', 'scimAccessIssued', access({ token: sealed({ ...RIGHT_HEADER, kid: 7 }) }), 'token', 'another key'],
  ['a failed sign-in', 'signInTested', signIn({ ok: false }), 'ok', 'did not work'],
  ['another issuer', 'signInTested', signIn({ iss: input.okta.orgUrl }), 'iss', ISSUER],
  ['another client', 'signInTested', signIn({ cid: 'other' }), 'cid', CLIENT_ID],
  ['a scope too few', 'signInTested', signIn({ scp: input.scopes }), 'scp', 'offline_access'],
  ['another audience', 'signInTested', signIn({ aud: 'api://other' }), 'aud', 'api://kiro'],
];

const RIGHT: [string, MessageName, unknown, object, number][] = [
  ['as it is', 'kiroProfileEnabled', profile({}), { issuer: ISSUER, clientId: CLIENT_ID }, 0],
  ['a slash at the end', 'kiroProfileEnabled', profile({ issuer: `${ISSUER}//` }), { issuer: ISSUER }, 1],
  ['quotes and spaces', 'kiroProfileEnabled', profile({ clientId: ` “${CLIENT_ID}” ` }), { clientId: CLIENT_ID }, 1],
  ['the known form', 'domainAdded', { verificationToken: TOKEN }, { verificationToken: TOKEN }, 0],
  ['as a zone file has it', 'domainAdded', { verificationToken: `"${TOKEN}"` }, { verificationToken: TOKEN }, 1],
  [
    'a form nobody knows',
    'domainAdded',
    { verificationToken: 'aws-verify=1' },
    { verificationToken: 'aws-verify=1' },
    1,
  ],
  ['a long one', 'domainAdded', { verificationToken: `kiro-verification=${SECRET}` }, {}, 1],
  ['@ for the name', 'domainAdded', { verificationToken: TOKEN, recordName: '@' }, { recordName: 'example.com' }, 0],
  [
    'a name as a console shows it',
    'domainAdded',
    { verificationToken: TOKEN, recordName: '_Kiro.Example.com.' },
    { recordName: '_kiro.example.com' },
    0,
  ],
  ['the usual endpoint', 'scimAccessIssued', access({}), { endpoint: ENDPOINT }, 0],
  ['with a slash', 'scimAccessIssued', access({ endpoint: `${ENDPOINT}/` }), { endpoint: ENDPOINT }, 1],
  ['http on loopback', 'scimAccessIssued', access({ endpoint: 'http://127.0.0.1:4000/scim/v2' }), {}, 0],
  ['http on IPv6 loopback', 'scimAccessIssued', access({ endpoint: 'http://[::1]:4000/scim/v2' }), {}, 0],
  ['an unusual path', 'scimAccessIssued', access({ endpoint: 'https://scim.example.com/v2' }), {}, 1],
  [
    'a host of Kiro that is no console',
    'scimAccessIssued',
    access({ endpoint: 'https://scim.kiro.dev/scim/v2' }),
    {},
    1,
  ],
  ['a sealed token', 'scimAccessIssued', access({ token: sealed(RIGHT_HEADER) }), { token: sealed(RIGHT_HEADER) }, 0],
  ['a resource', 'scimAccessIssued', access({ endpoint: `${ENDPOINT}/Users/1` }), { endpoint: ENDPOINT }, 1],
  ['a sign-in', 'signInTested', signIn({}), { ok: true }, 0],
];

describe('judge', () => {
  it.each(WRONG)('refuses %s (%s)', (_what, name, value, field, reason) => {
    const check = judge(name, value, settingAt(asked(name)));
    expect(check).toMatchObject({ ok: false, why: { code: 'invalid', field } });
    if (!check.ok) expect(check.why.reason).toContain(reason);
  });

  it.each(RIGHT)('takes %s (%s), tidied up', (_what, name, value, expected, notes) => {
    const check = judge(name, value, settingAt(asked(name)));
    expect(check).toMatchObject({ ok: true, value: expected });
    if (check.ok) expect(check.notes).toHaveLength(notes);
  });

  it.each([
    ['another value', { verificationToken: 'aws-verify=1' }, 'does not look like'],
    ['another name', { verificationToken: TOKEN, recordName: '_acme-challenge.example.com' }, 'is not in the config'],
  ])('says at once that a worker which publishes does not publish %s', (_what, value, reason) => {
    const { state, workflowId } = settingAt(asked('domainAdded'));
    const publishing = { ...input, dns: { ...input.dns, publish: 'route53' as const } };
    const check = judge('domainAdded', value, viewOf(state, publishing, workflowId));
    expect(check).toMatchObject({ ok: true });
    expect(JSON.stringify(check)).toContain(reason);
    expect(JSON.stringify(check)).toContain('The DNS admin is asked.');
  });

  it('names both fields where their values are swapped', () => {
    const check = judge(
      'kiroProfileEnabled',
      { issuer: CLIENT_ID, clientId: ISSUER },
      settingAt(asked('kiroProfileEnabled')),
    );
    expect(check).toMatchObject({ ok: false, why: { field: 'issuer', also: ['clientId'] } });
  });

  it('names no title of a list that cannot be read', () => {
    const check = judge('subscriptionsListed', { rows: [{ [SECRET]: 5 }] }, settingAt(asked('subscriptionsListed')));
    expect(check).toMatchObject({ ok: false, why: { field: 'rows.0' } });
    expect(JSON.stringify(check)).not.toContain(SECRET);
  });

  it('takes no value for what is not there yet', () => {
    const nothingYet = settingAt(asked('kiroProfileEnabled'), { facts: {} });
    expect(judge('kiroProfileEnabled', profile({}), nothingYet)).toMatchObject({ why: { code: 'too-early' } });
    expect(judge('signInTested', signIn({}), nothingYet)).toMatchObject({ why: { code: 'too-early' } });
  });

  it('takes nothing when the run is over', () => {
    const over = settingAt(asked('kiroProfileEnabled'), { outcome: 'done' });
    expect(judge('kiroProfileEnabled', profile({}), over)).toMatchObject({ why: { code: 'wrong-step' } });
    expect(judge('checkNow', {}, over)).toMatchObject({
      why: { code: 'wrong-step', reason: expect.stringContaining('over since') as string },
    });
  });

  it.each<[MessageName, object]>([
    ['skipStep', { step: 'domain', reason: 'x' }],
    ['stepDone', { step: 'domain' }],
    ['domainAdded', { verificationToken: TOKEN }],
  ])('tells with %s who has finished the step, and when', (name, value) => {
    const setting = settingAt(asked('teamSubscribed'));
    const over = { state: 'done', since: '2026-05-04T09:00:00.000Z', by: 'cem@example.com' };
    Object.assign(setting.state.steps.domain, over);
    const check = judge(name, value, setting);
    expect(check).toMatchObject({ ok: false, why: { code: 'already-answered' } });
    for (const part of [over.since, over.by, 'Now waited for: teamSubscribed (subscribe-team).'])
      expect(JSON.stringify(check)).toContain(part);
  });

  it('tells in a refusal what is waited for', () => {
    const check = judge('teamSubscribed', {}, settingAt(asked('kiroProfileEnabled')));
    expect(check).toMatchObject({ ok: false, why: { code: 'too-early' } });
    if (!check.ok) expect(check.why.reason).toContain('Now waited for: kiroProfileEnabled (kiro-profile).');
  });
});
