import { ApplicationFailure } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { CompactEncrypt, importJWK } from 'jose';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSecretActivities, tokenOpener } from '../../activities/secrets/secret-activities.js';
import type { Status } from '../../runbook/words/status.js';
import { loadSealingKeys, type SealingKeys } from '../../sealing/keys.js';
import { sealToken } from '../../sealing/seal-token.js';
import { answersExcept, calmWorld, ENDPOINT, needsPerson, proof, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, send, stateOf, until, withRun, type Handle } from './harness.js';
import { onDevServer, type There } from './suite.js';
import { PLAIN_TOKEN } from './wrong-messages.js';
import { tempDir } from '../support/temp-dir.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const OTHER = ENDPOINT.replace('scim.', 'scim-2.');
let keys: SealingKeys;
beforeAll(async () => {
  keys = await loadSealingKeys({ stateDir: await tempDir('sealed-'), env: {} });
});

/** What reached the endpoint: its address, and the bare token or null. */
type Sent = [endpoint: string, token: string | null];

/** A world with real keys, whose SCIM activity opens the token as the real one does. */
async function sealingWorld(sent: Sent[], changes: Partial<World> = {}): Promise<World> {
  const open = tokenOpener(keys);
  return calmWorld({
    ...createSecretActivities(keys, async () => []),
    checkScimAccess: async ({ sealedToken, owner, endpoint }) => {
      sent.push([endpoint, sealedToken === null ? null : (await open(sealedToken, owner, endpoint)).open()]);
      return proof;
    },
    ...changes,
  });
}

const AFTER_ACCESS = answersExcept('kiroProfileEnabled', 'domainAdded', 'scimAccessIssued');

/** The function of docs/bots.md that seals a token and sends it. */
async function recipe(): Promise<(run: Handle, endpoint: string, bareToken: string) => Promise<unknown>> {
  const guide = await readFile(new URL('../../docs/bots.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(guide) ?? [];
  const dir = await tempDir('recipe-');
  await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(dir, 'node_modules'));
  await writeFile(join(dir, 'recipe.mjs'), code);
  const { sendAccess } = (await import(pathToFileURL(join(dir, 'recipe.mjs')).href)) as {
    sendAccess: Awaited<ReturnType<typeof recipe>>;
  };
  return sendAccess;
}

type Jwk = Record<string, string>;
const keyOf = (handle: Handle): Promise<Jwk> => handle.query<Jwk>('sealingKey');

/** Seals as another program does that follows docs/bots.md, or an earlier release of it. */
async function sealedWith(jwk: Jwk, header: object): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(PLAIN_TOKEN))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid: jwk['kid'], purpose: 'scim-token', ...header })
    .encrypt(await importJWK(jwk, 'ECDH-ES+A256KW'));
}

const reasonFor = (status: Status, message: string): string | null =>
  status.waitingFor.find((one) => one.message === message)?.reason ?? null;
const isDone = (status: Status): boolean => stateOf(status, 'scim-access') === 'done';

describe('a sealed token', () => {
  it('is refused for another endpoint, for an earlier run, twice, and without endpoint or id', async () => {
    const sent: Sent[] = [];
    const world = await sealingWorld(sent);
    let earlier: Jwk = {};
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      earlier = await keyOf(handle);
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      const { workflowId } = handle;
      const jwk = await keyOf(handle);
      const named = { workflowId, endpoint: ENDPOINT, jti: 'an-id-of-its-own-1' };
      const wrong: [string, string][] = [
        [await sealToken(PLAIN_TOKEN, jwk, { workflowId, endpoint: OTHER }), 'another endpoint'],
        [await sealToken(PLAIN_TOKEN, earlier, { workflowId, endpoint: ENDPOINT }), 'an earlier run'],
        [await sealedWith(jwk, { workflowId }), 'without `endpoint`'],
        [await sealedWith(jwk, { ...named, jti: undefined }), 'without `endpoint`'],
        [await sealedWith(jwk, { ...named, endpoint: undefined }), 'without `endpoint`'],
        [await sealedWith(jwk, { ...named, jti: 'short' }), '`jti`'],
      ];
      for (const [token, why] of wrong) {
        const refusal = await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token });
        expect([why, refusal]).toMatchObject([why, { code: 'invalid', field: 'token' }]);
        expect(refusal!.reason).toContain(why);
        expect(refusal!.reason).toContain(why === '`jti`' ? '16 to 64' : 'npm run answer -- scimAccessIssued');
        await handle.signal('scimAccessIssued', { endpoint: ENDPOINT, token, by: 'bot@example.com' });
      }
      const refused = await until(handle, (status) => status.refusedCount === wrong.length);
      expect(refused.refusals.map(({ reason }) => reason)).toEqual(
        wrong.map(([, why]) => expect.stringContaining(why) as string),
      );
      expect(sent).toEqual([]);
      // As another program seals it, which knows the endpoint as Kiro shows it.
      const token = await sealedWith(jwk, { ...named, endpoint: `${ENDPOINT.replace('https', 'HTTPS')}/Users` });
      expect(await send(handle, 'scimAccessIssued', { endpoint: `${ENDPOINT}/`, token })).toBeNull();
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, isDone);
      expect(sent).toEqual([[ENDPOINT, PLAIN_TOKEN]]);
      await send(handle, 'redoStep', { step: 'scim-access', reason: 'again' });
      await until(handle, isAsked('scimAccessIssued'));
      const again = await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token });
      expect(again).toMatchObject({ field: 'token', reason: expect.stringContaining('used before') as string });
    });
  });

  it('stays while the endpoint stays; a new endpoint does not get it, and it is asked for again with the reason', async () => {
    const sent: Sent[] = [];
    await withRun(env, bundle, await sealingWorld(sent), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, isAsked('scimAccessIssued'));
      const { workflowId } = handle;
      const token = await sealToken(PLAIN_TOKEN, await keyOf(handle), { workflowId, endpoint: ENDPOINT });
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token })).toBeNull();
      await until(handle, isDone);
      const redo = async (): Promise<void> => {
        await send(handle, 'redoStep', { step: 'scim-access', reason: 'again' });
        await until(handle, isAsked('scimAccessIssued'));
      };
      await redo();
      expect(await send(handle, 'scimAccessIssued', { endpoint: `${ENDPOINT}/Users` })).toBeNull();
      await until(handle, isDone);
      expect(sent).toEqual([
        [ENDPOINT, PLAIN_TOKEN],
        [ENDPOINT, PLAIN_TOKEN],
      ]);
      await redo();
      // As the form in Slack sends it, which has no field for the token.
      expect(await send(handle, 'scimAccessIssued', { endpoint: OTHER, via: 'slack' })).toBeNull();
      const status = await until(handle, (now) => reasonFor(now, 'scimAccessIssued') !== null);
      const reason = reasonFor(status, 'scimAccessIssued');
      for (const part of [ENDPOINT, OTHER, 'npm run answer -- scimAccessIssued', 'without a token'])
        expect(reason).toContain(part);
      expect(sent).toHaveLength(2);
      expect(await send(handle, 'scimAccessIssued', { endpoint: OTHER })).toBeNull();
      await until(handle, isDone);
      expect(sent[2]).toEqual([OTHER, null]);
    });
  });

  it('is not tried again once the endpoint has refused it', async () => {
    const sent: Sent[] = [];
    const refused = ApplicationFailure.nonRetryable('The endpoint does not accept the token.', 'ScimUnauthorized');
    const world = await sealingWorld(sent, {
      checkScimAccess: async ({ sealedToken, endpoint }) => {
        sent.push([endpoint, sealedToken]);
        if (sealedToken !== null) throw refused;
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, isAsked('scimAccessIssued'));
      const { workflowId } = handle;
      const token = await sealToken(PLAIN_TOKEN, await keyOf(handle), { workflowId, endpoint: ENDPOINT });
      await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token });
      await until(handle, (now) => reasonFor(now, 'scimAccessIssued')?.includes('does not accept') === true);
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
      await until(handle, isDone);
      expect(sent.map(([, given]) => given)).toEqual([token, null]);
    });
  });

  it('that a later step needs does not follow to another endpoint: the answer is refused with the reason', async () => {
    const sent: Sent[] = [];
    let looks = 0;
    const world = await sealingWorld(sent, {
      awaitArrival: async () => {
        looks += 1;
        throw needsPerson('The token has expired.');
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, isAsked('scimAccessIssued'));
      await (
        await recipe()
      )(handle, `${ENDPOINT}/`, PLAIN_TOKEN);
      await answerInOrder(handle, AFTER_ACCESS, 'subscriptionsListed');
      await until(handle, isAsked('stepDone', 'sync-window'));
      const refusal = await send(handle, 'scimAccessIssued', { endpoint: OTHER });
      expect(refusal).toMatchObject({
        field: 'token',
        reason: expect.stringContaining(`sealed for ${ENDPOINT}`) as string,
      });
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
      await until(handle, () => looks === 2);
    });
  });
});

describe('a token that an earlier release has sealed, without an endpoint', () => {
  /** The same history as if that release had taken such a token: in the message, and in what activities were given. */
  async function asBefore(handle: Handle, taken: string): Promise<temporal.api.history.v1.IHistory> {
    const old = await sealedWith(await keyOf(handle), { workflowId: handle.workflowId });
    const replaceIn = (value: unknown): unknown => {
      if (value instanceof Uint8Array)
        return Buffer.from(Buffer.from(value).toString('latin1').replaceAll(taken, old), 'latin1');
      if (Array.isArray(value)) return value.map(replaceIn);
      if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
        return value;
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaceIn(inner)]));
    };
    const { History } = temporal.api.history.v1;
    const plain = History.toObject(History.fromObject(await handle.fetchHistory()));
    return History.fromObject(replaceIn(plain) as object);
  }

  it.each(['Update', 'Signal'])('stays taken where it was taken by %s: the history replays', async (way) => {
    await withRun(env, bundle, await sealingWorld([]), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      await until(handle, isAsked('scimAccessIssued'));
      const { workflowId } = handle;
      const token = await sealToken(PLAIN_TOKEN, await keyOf(handle), { workflowId, endpoint: ENDPOINT });
      if (way === 'Update') await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT, token });
      else await handle.signal('scimAccessIssued', { endpoint: ENDPOINT, token });
      await until(handle, isAsked('provisioningConfigured'));
      const history = await asBefore(handle, token);
      await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId);
    });
  });

  it('is not used any more: the person is asked, and a token that is sealed anew is taken', async () => {
    const looks: string[] = [];
    let old = '';
    const world = await sealingWorld([], {
      checkScimAccess: async () => proof,
      awaitArrival: async ({ sealedToken, owner, endpoint }) => {
        looks.push((await tokenOpener(keys)(sealedToken ?? old, owner, endpoint)).open());
        return { ...proof, verdict: 'all-arrived', expected: 1, arrived: 1, missing: [] };
      },
    });
    await withRun(env, bundle, world, async (first) => {
      await answerInOrder(first, RIGHT_ANSWERS, 'teamSubscribed');
      await until(first, isAsked('teamSubscribed'));
      const { workflowId } = first;
      // What an answer of that release holds: the run itself would not take it any more.
      old = await sealedWith(await keyOf(first), { workflowId });
      expect(await send(first, 'teamSubscribed', {})).toBeNull();
      const status = await until(first, isAsked('stepDone', 'sync-window'));
      expect(reasonFor(status, 'stepDone')).toContain('without the endpoint');
      const question = status.waitingFor.find(({ message }) => message === 'stepDone');
      expect(question?.instructions.join(' ')).toContain('npm run answer -- scimAccessIssued');
      const token = await sealToken(PLAIN_TOKEN, await keyOf(first), { workflowId, endpoint: ENDPOINT });
      expect(await send(first, 'scimAccessIssued', { endpoint: ENDPOINT, token })).toBeNull();
      await until(first, () => looks.length === 1);
      expect(looks).toEqual([PLAIN_TOKEN]);
    });
  });
});
