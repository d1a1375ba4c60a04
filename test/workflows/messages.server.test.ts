import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CompactEncrypt, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { ONBOARDING_MESSAGES } from '../../runbook/onboarding/messages.js';
import { lookAt } from '../../client/newest-look.js';
import { inputOf } from '../../client/find-runs.js';
import { runsOf } from '../../client/runs.js';
import { sealedHeader } from '../../runbook/secrets/secrets.js';
import { sealToken } from '../../sealing/seal-token.js';
import { calmWorld, CLIENT_ID, ENDPOINT, ISSUER, input, proof, RIGHT_ANSWERS, TOKEN } from './fake-world.js';
import {
  answerInOrder,
  currentDetails,
  gate,
  isAsked,
  send,
  statusOf,
  until,
  withLimitedRun,
  withRun,
} from './harness.js';
import { NOT_OBJECTS, PLAIN_TOKEN, WRONG_FORM } from './wrong-messages.js';
import { onDevServer, type There } from './suite.js';

/** The messages that an onboarding takes; those of day two are unknown to it. */
const TAKEN = Object.keys(ONBOARDING_MESSAGES) as MessageName[];

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const SIGN_IN = {
  ok: true,
  iss: ISSUER,
  scp: [...input.scopes, 'offline_access'],
  cid: CLIENT_ID,
  aud: 'api://kiro',
  lifetimeSeconds: 3600,
  refreshed: true,
};

/** What comes too early in a run that waits for the Kiro profile; the other messages may come at any time. */
const TOO_EARLY: [MessageName, object][] = [
  ['dnsRecordPublished', {}],
  ['domainVerified', {}],
  ['provisioningConfigured', {}],
  ['teamSubscribed', {}],
  ['subscriptionsListed', { csv: 'User\nana@example.com' }],
  ['stepDone', { step: 'pilot-sign-in' }],
  ['decisionMade', { step: 'subscription-review', decision: 'accept', reason: 'fine' }],
  ['redoStep', { step: 'domain-verified', reason: 'again' }],
];

const WRONG_CONTENT: [MessageName, object, string][] = [
  ['kiroProfileEnabled', { issuer: input.okta.orgUrl, clientId: CLIENT_ID }, 'issuer'],
  ['domainAdded', { verificationToken: 'Example.com' }, 'verificationToken'],
  ['scimAccessIssued', { endpoint: 'https://us-east-1.console.aws.amazon.com/kiro' }, 'endpoint'],
  ['scimAccessIssued', { endpoint: ENDPOINT, token: PLAIN_TOKEN }, 'token'],
  ['signInTested', { ...SIGN_IN, cid: 'another' }, 'cid'],
];

const TWICE: [MessageName, object][] = [
  ['kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID }],
  ['domainAdded', { verificationToken: TOKEN }],
  ['dnsRecordPublished', {}],
  ['domainVerified', {}],
  ['scimAccessIssued', { endpoint: ENDPOINT }],
  ['provisioningConfigured', {}],
  ['signInTested', SIGN_IN],
  ['teamSubscribed', {}],
];

/** What a refusal says of a message that was sent without `by`, and of one that nobody had to send. */
const UNNAMED: Partial<Record<MessageName, string>> = {
  signInTested: 'was answered by',
  dnsRecordPublished: 'dns-record ("Publish the TXT record") is done since',
};

describe('a message as Update', () => {
  it('is refused without a trace in the history where it is wrong, comes too early or at the wrong step', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      const before = (await handle.fetchHistory()).events!.length;
      for (const [name, value, field] of WRONG_FORM) {
        expect([name, await send(handle, name, value)]).toMatchObject([name, { code: 'invalid', field }]);
      }
      for (const name of TAKEN) {
        for (const value of NOT_OBJECTS)
          expect(await send(handle, name, value)).toMatchObject({ code: 'invalid', field: null });
        const leak = await send(handle, name, { by: PLAIN_TOKEN });
        expect(leak).toMatchObject({ code: 'invalid', field: 'by' });
        expect(leak!.reason).toContain('Revoke');
      }
      for (const [name, value, field] of WRONG_CONTENT) {
        const refusal = await send(handle, name, value);
        expect([name, refusal]).toMatchObject([name, { code: 'invalid', field }]);
        expect(refusal!.reason).not.toContain(PLAIN_TOKEN);
      }
      for (const [name, value] of TOO_EARLY) {
        expect([name, await send(handle, name, value)]).toMatchObject([name, { code: 'too-early', field: null }]);
      }
      const wrongStep = { step: 'kiro-profile', use: 'adopt', id: '0oa9' };
      expect(await send(handle, 'objectChosen', wrongStep)).toMatchObject({ code: 'wrong-step' });
      expect(await send(handle, 'checkNow', { step: 'sync-window' })).toMatchObject({ code: 'wrong-step' });
      expect(await send(handle, 'skipStep', { step: 'report', reason: 'no' })).toMatchObject({ code: 'wrong-step' });
      expect((await handle.fetchHistory()).events!.length).toBe(before);
      expect(await statusOf(handle)).toMatchObject({ refusedCount: 0, outcome: 'running' });
    });
  });

  it('fails as AnswerRefused without a stack, and unknown names are no Updates', async () => {
    // With a thread of its own, where stacks name the source files.
    await withLimitedRun(env, bundle, await calmWorld(), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      const failure = await handle.executeUpdate('teamSubscribed', { args: [{}] }).catch((error: unknown) => error);
      const { cause } = failure as { cause: { type: string; stack: string; nonRetryable: boolean; message: string } };
      expect(cause).toMatchObject({ type: 'AnswerRefused', nonRetryable: true });
      expect(cause.message).toContain('not enabled yet');
      expect(cause.stack).not.toContain('.ts');
      await expect(handle.executeUpdate('constructor', { args: [{}] })).rejects.toThrow();
      expect((await statusOf(handle)).outcome).toBe('running');
    });
  });

  it('is taken once: the second time it says who answered and when', async () => {
    const arrival = gate();
    const world = await calmWorld({
      connectProvisioning: async () => ({
        ...proof,
        connection: 'not-connected',
        createUsers: 'off',
        updateUserAttributes: 'off',
      }),
      awaitArrival: async () => {
        await arrival.opened;
        return { ...proof, verdict: 'all-arrived', expected: 1, arrived: 1, missing: [] };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(await send(handle, 'signInTested', SIGN_IN)).toBeNull();
      // The run finds the record by itself; an answer would be taken where it comes before that.
      const answers = RIGHT_ANSWERS.filter(([name]) => name !== 'dnsRecordPublished');
      await answerInOrder(handle, answers, 'subscriptionsListed');
      await until(handle, isAsked('checkNow', 'sync-window'));
      for (const [name, value] of TWICE) {
        const refusal = await send(handle, name, value);
        expect([name, refusal]).toMatchObject([name, { code: 'already-answered' }]);
        expect(refusal!.reason).toContain(UNNAMED[name] ?? 'ana@example.com');
      }
      expect(await send(handle, 'skipStep', { step: 'domain', reason: 'x' })).toMatchObject({
        code: 'already-answered',
      });
      expect(await send(handle, 'syncWindowExtended', { hours: 1 })).toBeNull();
      expect(await send(handle, 'syncWindowExtended', { hours: 0.5 })).toBeNull();
      arrival.open();
      await until(handle, isAsked('subscriptionsListed'));
      expect(await send(handle, 'syncWindowExtended', { hours: 1 })).toMatchObject({ code: 'already-answered' });
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-2));
      await handle.result();
    });
  });
});

describe('a sealed token', () => {
  it('is taken where it is sealed for this run, with its key, as a SCIM token', async () => {
    const seen: (string | null)[] = [];
    const world = await calmWorld({
      checkScimAccess: async ({ sealedToken }) => {
        seen.push(sealedToken);
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      const key = await handle.query<Record<string, string>>('sealingKey');
      const sealedFor = { workflowId: handle.workflowId, endpoint: ENDPOINT };
      const wrong: [string, string][] = [
        [
          await sealToken(PLAIN_TOKEN, key, { ...sealedFor, workflowId: 'kiro-okta/another.okta.com/example.com' }),
          'another run',
        ],
        [await sealToken(PLAIN_TOKEN, { ...key, kid: 'k2' }, sealedFor), 'another key'],
        [await sealedAs('okta-token', key, handle.workflowId), 'another purpose'],
        [PLAIN_TOKEN, 'not sealed'],
      ];
      for (const [token, why] of wrong) {
        const refusal = await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token });
        expect(refusal).toMatchObject({ code: 'invalid', field: 'token' });
        expect(refusal!.reason).toContain(why);
      }
      const token = await sealToken(PLAIN_TOKEN, key, sealedFor);
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, (now) => now.steps.some((step) => step.id === 'scim-access' && step.state === 'done'));
      expect(seen).toEqual([token]);
      expect(JSON.stringify(await statusOf(handle))).not.toContain(token);
    });
  });

  it('can be sealed where the first step was skipped, and anew where the worker has lost its key', async () => {
    const keys = await Promise.all([calmWorld(), calmWorld()].map(async (world) => (await world).sealingKey()));
    const given = keys.map((key, index) => ({ ...key, kid: `key ${index}` }));
    let asked = 0;
    const lost = ApplicationFailure.nonRetryable('This worker lacks the key "key 0".', 'CannotOpenToken');
    const world = await calmWorld({
      preflight: () => Context.current().cancelled,
      sealingKey: () => (asked++ === 0 ? Context.current().cancelled : Promise.resolve(given.shift()!)),
      checkScimAccess: async ({ sealedToken }) => {
        if (sealedHeader(sealedToken ?? '')?.kid === 'key 0') throw lost;
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, (now) => now.steps[0]?.state === 'running');
      expect(await send(handle, 'skipStep', { step: 'preflight', reason: 'looked by hand' })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
      for (const kid of ['key 0', 'key 1']) {
        const status = await until(handle, isAsked('scimAccessIssued'));
        const { reason } = status.waitingFor.find((one) => one.message === 'scimAccessIssued')!;
        expect(reason).toBe(kid === 'key 0' ? null : 'This worker lacks the key "key 0".');
        const key = await handle.query<Record<string, string>>('sealingKey');
        expect(key['kid']).toBe(kid);
        const sealedFor = { workflowId: handle.workflowId, endpoint: ENDPOINT };
        const token = await sealToken(PLAIN_TOKEN, key, sealedFor);
        expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token })).toBeNull();
        await until(handle, (now) => now.refusedCount === 1 || kid === 'key 1');
      }
      await until(handle, (now) => now.steps.some(({ id, state }) => id === 'scim-access' && state === 'done'));
    });
  });
});

async function sealedAs(purpose: string, key: Record<string, string>, workflowId: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(PLAIN_TOKEN))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: key['kid'] ?? '', workflowId, purpose })
    .encrypt(await importJWK(key, 'ECDH-ES+A256KW'));
}

describe('a message as Signal', () => {
  it('is taken like an Update, and its sender is known', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await handle.signal('kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID, by: 'ana@example.com' });
      const status = await until(handle, isAsked('domainAdded'));
      expect(status.steps.find((step) => step.id === 'kiro-profile')).toMatchObject({
        by: 'ana@example.com',
        via: 'signal',
      });
      expect(status.refusedCount).toBe(0);
    });
  });

  it('is counted and shown where it is wrong, of whatever shape, and the run goes on', async () => {
    const wrong: [string, unknown[]][] = [
      ...TAKEN.flatMap((name) => NOT_OBJECTS.map((value): [string, unknown[]] => [name, [value]])),
      ...WRONG_FORM.map(([name, value]): [string, unknown[]] => [name, [value]]),
      ...WRONG_CONTENT.map(([name, value]): [string, unknown[]] => [name, [value]]),
      ...TOO_EARLY.map(([name, value]): [string, unknown[]] => [name, [value]]),
      ...TAKEN.flatMap((name) =>
        ['by', 'via', 'reason', 'note', 'token', PLAIN_TOKEN].map((field): [string, unknown[]] => [
          name,
          [{ [field]: PLAIN_TOKEN }],
        ]),
      ),
      ['constructor', [{}]],
      ['__proto__', []],
      ['noSuchMessage', [{ by: 'ana@example.com' }, 2]],
      [PLAIN_TOKEN, [PLAIN_TOKEN]],
    ];
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      for (const [name, args] of wrong) await handle.signal(name, ...args);
      const status = await until(handle, (now) => now.refusedCount >= wrong.length);
      expect(status).toMatchObject({ refusedCount: wrong.length, outcome: 'running' });
      expect(status.refusals).toHaveLength(50);
      expect(status.refusals.at(-1)).toMatchObject({ message: 'a message of unknown name', via: 'signal' });
      expect(status.refusals.at(-2)!.reason).toContain('no such message');
      expect(status.waitingFor.map((one) => one.message)).toEqual(['kiroProfileEnabled']);
      const page = await currentDetails(handle);
      expect(page).toContain(`Refused (${wrong.length} in all)`);
      expect(page.length).toBeLessThanOrEqual(4_000);
      for (const seen of [JSON.stringify(status), page, JSON.stringify(await handle.query('report'))]) {
        expect(seen).not.toContain(PLAIN_TOKEN);
      }
      expect(await send(handle, 'kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID })).toBeNull();
    });
  });
});

it('says in one sentence, whatever is asked, that Temporal knows no such run any more', async () => {
  const { client } = env;
  const line = runsOf(client, null);
  const asked = [lookAt(client, 'gone'), inputOf(client, 'gone'), line.people('gone'), line.status('gone')];
  for (const answer of await Promise.allSettled(asked))
    expect(answer).toMatchObject({ reason: { message: 'There is no run gone, or it is over and forgotten.' } });
});
