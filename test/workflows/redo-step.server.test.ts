import { describe, expect, it } from 'vitest';
import { answersExcept, calmWorld, CLIENT_ID, ISSUER, needsPerson, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, isAsked, send, stateOf, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('redoStep', () => {
  it('asks a person again, and those whose step depends on it, and keeps what was before', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'scimAccessIssued');
      await until(handle, isAsked('scimAccessIssued'));
      const redo = { step: 'domain', reason: 'wrong token', by: 'cem@example.com' };
      expect(await send(handle, 'redoStep', redo)).toBeNull();
      const status = await until(handle, isAsked('domainAdded'));
      expect(stateOf(status, 'domain-verified')).toBe('todo');
      expect(stateOf(status, 'kiro-profile')).toBe('done');
      await answerInOrder(handle, answersExcept('kiroProfileEnabled'));
      const report = await handle.result();
      expect(report.outcome).toBe('done');
      const { history } = report.steps.find((step) => step.id === 'domain')!;
      const done = { by: 'ana@example.com', via: 'update', confirmed: 'attested', at: expect.any(String) as string };
      expect(history).toMatchObject([{ state: 'done', reason: 'wrong token', by: 'cem@example.com', done }]);
      expect(await handle.query('report', { format: 'markdown' })).toMatch(
        /by cem@example\.com: wrong token \(before: done, attested by ana@example\.com \(update\) since/,
      );
    });
  });

  it('does an API step again with all that depends on it, also what is waiting', async () => {
    const issuers = [ISSUER, `${ISSUER}-2`];
    const asked: string[] = [];
    const world = await calmWorld({
      ensureAuthorizationServer: async () => ({ ...proof, serverId: 'aus1', issuer: issuers.shift()! }),
      ensureScopes: async () => {
        asked.push('scopes');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(await send(handle, 'redoStep', { step: 'authorization-server', reason: 'recreated' })).toBeNull();
      const status = await until(handle, (now) => isAsked('kiroProfileEnabled')(now) && asked.length === 2);
      expect(status.waitingFor[0]!.copy).toContainEqual({ label: 'Issuer URI', value: `${ISSUER}-2` });
      expect(await send(handle, 'kiroProfileEnabled', { issuer: ISSUER, clientId: CLIENT_ID })).toMatchObject({
        field: 'issuer',
      });
      expect(await send(handle, 'kiroProfileEnabled', { issuer: `${ISSUER}-2`, clientId: CLIENT_ID })).toBeNull();
      await answerInOrder(handle, answersExcept('kiroProfileEnabled'));
      expect((await handle.result()).outcome).toBe('done');
    });
  });

  it('of what a troubled step needs does that step again, and does not leave it out', async () => {
    let isRecreated = false;
    const world = await calmWorld({
      ensureAuthorizationServer: async () => ({ ...proof, serverId: isRecreated ? 'aus2' : 'aus1', issuer: ISSUER }),
      checkToken: async ({ serverId }) => {
        if (serverId === 'aus1') throw needsPerson('The metadata is not what was made.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('stepDone', 'token-check'));
      isRecreated = true;
      expect(await send(handle, 'redoStep', { step: 'authorization-server', reason: 'recreated' })).toBeNull();
      const status = await until(handle, isAsked('kiroProfileEnabled'));
      expect(stateOf(status, 'token-check')).toBe('done');
    });
  });

  it('tries again what a person has fixed', async () => {
    let tries = 0;
    const world = await calmWorld({
      ensureScopes: async () => {
        tries += 1;
        if (tries === 1) throw needsPerson('The service app lacks okta.authorizationServers.manage.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('stepDone', 'scopes'));
      expect(await send(handle, 'redoStep', { step: 'scopes', reason: 'the role was given' })).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(tries).toBe(2);
    });
  });
});
