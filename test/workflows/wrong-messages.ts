import type { MessageName } from '../../runbook/messages/schemas.js';
import { CLIENT_ID, ENDPOINT, ISSUER, TOKEN } from './fake-world.js';

/** A SCIM token as it must never come: not sealed. */
export const PLAIN_TOKEN = 'Zx81Qr55TtWw0099LkMn77YyHh33BbVv22CcXx11Aa44';

/** A message is one JSON object. */
export const NOT_OBJECTS: unknown[] = ['text', 7, true, ['a'], [{ by: 'ana@example.com' }]];

const HUGE = 'x'.repeat(2_001);

/** For each message some objects of the wrong form, with the field that the refusal names. */
export const WRONG_FORM: [MessageName, object, string][] = [
  ['kiroProfileEnabled', { issuer: ISSUER }, 'clientId'],
  ['kiroProfileEnabled', { issuer: '', clientId: CLIENT_ID }, 'issuer'],
  ['kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID, note: 'hello' }, 'note'],
  [
    'kiroProfileEnabled',
    JSON.parse(`{"__proto__":{"issuer":"${ISSUER}","clientId":"${CLIENT_ID}"}}`) as object,
    'issuer',
  ],
  ['domainAdded', {}, 'verificationToken'],
  ['domainAdded', { verificationToken: HUGE }, 'verificationToken'],
  ['domainAdded', { verificationToken: TOKEN, recordName: 7 }, 'recordName'],
  ['dnsRecordPublished', { recordName: 'example.com' }, 'recordName'],
  ['dnsRecordPublished', { constructor: 'x' }, 'constructor'],
  ['domainVerified', { by: 7 }, 'by'],
  ['scimAccessIssued', { endpoint: null }, 'endpoint'],
  ['scimAccessIssued', { endpoint: ENDPOINT, token: 'x'.repeat(8_001) }, 'token'],
  ['provisioningConfigured', { toString: 'x' }, 'toString'],
  ['signInTested', { ok: 'yes' }, 'ok'],
  ['teamSubscribed', { groups: 'Kiro Team' }, 'groups'],
  ['subscriptionsListed', {}, 'csv'],
  ['subscriptionsListed', { csv: 'User', rows: [] }, 'csv'],
  ['subscriptionsListed', { csv: 'User', part: 3, parts: 2 }, 'part'],
  ['subscriptionsListed', { csv: 'x'.repeat(1_000_001) }, 'csv'],
  ['stepDone', { step: 'constructor' }, 'step'],
  ['objectChosen', { step: 'oidc-application', use: 'adopt' }, 'use'],
  ['syncWindowExtended', { hours: 0 }, 'hours'],
  ['syncWindowExtended', { hours: '12' }, 'hours'],
  ['decisionMade', { step: 'subscription-review', decision: 'ignore', reason: 'x' }, 'decision'],
  ['skipStep', { step: 'domain' }, 'reason'],
  ['redoStep', { step: 'domain', reason: ' ' }, 'reason'],
  ['checkNow', { step: 'somewhere' }, 'step'],
];
