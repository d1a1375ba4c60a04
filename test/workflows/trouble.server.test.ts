import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../runbook/model/proof.js';
import { calmWorld, CLIENT_ID, ENDPOINT, needsPerson, noRoster, proof, RIGHT_ANSWERS } from './fake-world.js';
import {
  answerInOrder,
  currentDetails,
  evidenceOf,
  isAsked,
  reportOf,
  send,
  stateOf,
  statusOf,
  until,
  withRun,
} from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('trouble', () => {
  it.each([
    ['that has expired', needsPerson('Kiro does not take the SCIM token any more.'), 'key 1'],
    ['that nobody can open', ApplicationFailure.nonRetryable('This worker lacks the key.', 'CannotOpenToken'), 'key 2'],
  ])('with a SCIM token %s takes a new one, though the step that asked for it is over', async (_what, wrong, kid) => {
    const endpoints: string[] = [];
    let keys = 0;
    const world = await calmWorld({
      sealingKey: async () => ({ kid: `key ${++keys}` }),
      reviewSubscriptions: async ({ endpoint }) => {
        endpoints.push(endpoint);
        if (endpoints.length === 1) throw wrong;
        return { ...proof, findings: [], roster: noRoster };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'stepDone');
      await until(handle, isAsked('stepDone', 'subscription-review'));
      expect(await handle.query('sealingKey')).toEqual({ kid });
      const endpoint = `${ENDPOINT.replace('/scim/v2', '')}/new/scim/v2`;
      expect(await send(handle, 'scimAccessIssued', { endpoint })).toBeNull();
      // What was proven of the old endpoint is begun with anew: Okta has to be given the new one.
      await until(handle, isAsked('provisioningConfigured'));
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-4, -1));
      await until(handle, (now) => stateOf(now, 'subscription-review') === 'done');
      expect(endpoints).toEqual([ENDPOINT, endpoint]);
    });
  });

  it('becomes a question to a person, and the step is tried again after stepDone', async () => {
    let isMended = false;
    const made: Change = { object: 'scope a', action: 'create', fields: [] };
    const world = await calmWorld({
      ensureScopes: async () => {
        if (!isMended)
          throw needsPerson('The service app lacks okta.authorizationServers.manage.', { changes: [made] });
        return { ...proof, changes: [{ ...made, action: 'reuse' }] };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      const status = await until(handle, isAsked('stepDone', 'scopes'));
      expect(status.waitingFor.find((one) => one.step === 'scopes')).toMatchObject({
        role: 'okta-admin',
        reason: expect.stringContaining('lacks') as string,
      });
      expect(await send(handle, 'stepDone', { step: 'scopes' })).toBeNull();
      // Not fixed yet: asked again.
      await until(handle, isAsked('stepDone', 'scopes'));
      isMended = true;
      expect((await reportOf(handle)).oktaWrites).toBe(1);
      expect(
        await send(handle, 'stepDone', { step: 'scopes', note: 'gave it the scope', by: 'ben@example.com' }),
      ).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(stateOf(await statusOf(handle), 'scopes')).toBe('done');
      // What the tries before had made is counted, and once.
      expect((await reportOf(handle)).oktaWrites).toBe(1);
      expect(evidenceOf(await reportOf(handle), 'scopes')).toContainEqual([
        'Corrected by ben@example.com',
        'gave it the scope',
      ]);
    });
  });

  it.each([
    [
      { use: 'adopt', id: '0oa9' },
      { use: 'adopt', id: '0oa9' },
    ],
    [
      { use: 'create', name: 'Kiro 2' },
      { use: 'create', name: 'Kiro 2' },
    ],
  ])('with a namesake asks which one, and the choice %j reaches the activity', async (answer, choice) => {
    const choices: unknown[] = [];
    const twin = { id: '0oa9', name: 'Kiro-OIDC', url: 'https://example.okta.com' };
    const world = await calmWorld({
      ensureOidcApplication: async (task) => {
        choices.push(task.choice);
        if (task.choice === null) throw needsPerson('There are two.', { candidates: [twin] });
        return { ...proof, appId: '0oa9', clientId: CLIENT_ID };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('objectChosen', 'oidc-application'));
      expect(await send(handle, 'objectChosen', { step: 'oidc-application', ...answer })).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(choices).toEqual([null, choice]);
      const labels = evidenceOf(await reportOf(handle), 'oidc-application').map(([label]) => label);
      expect(labels).toContain('Chosen by a person');
    });
  });

  it('with a namesake takes only what was offered and may be adopted, and shows what that changes', async () => {
    const choices: unknown[] = [];
    const shown = [{ path: 'status', from: '"INACTIVE"', to: '"ACTIVE"' }];
    const twin = { name: 'Kiro-OIDC', url: 'https://example.okta.com' };
    const candidates = [
      { ...twin, id: '0oa8', changes: shown },
      { ...twin, id: '0oa9', changes: [], barrier: 'it has a client secret' },
    ];
    const world = await calmWorld({
      ensureOidcApplication: async (task) => {
        choices.push(task.choice);
        if (task.choice === null) throw needsPerson('There are two.', { candidates });
        return { ...proof, appId: '0oa8', clientId: CLIENT_ID };
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      const status = await until(handle, isAsked('objectChosen', 'oidc-application'));
      const told = status.waitingFor.find(({ message }) => message === 'objectChosen')?.instructions.join('\n');
      expect(told).toContain('Adopting it changes status from "INACTIVE" to "ACTIVE".');
      expect(told).toContain('It cannot be adopted: it has a client secret.');
      const adopt = (id: string) => send(handle, 'objectChosen', { step: 'oidc-application', use: 'adopt', id });
      expect(await adopt('0oaNever')).toMatchObject({ code: 'invalid', field: 'id' });
      expect(await adopt('0oa9')).toMatchObject({ code: 'invalid', field: 'id' });
      await handle.signal('objectChosen', { step: 'oidc-application', use: 'adopt', id: '0oaNever' });
      await until(handle, ({ refusals }) => refusals.some(({ reason }) => reason.includes('0oaNever was offered')));
      expect(choices).toEqual([null]);
      expect(await adopt('0oa8')).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(choices).toEqual([null, { use: 'adopt', id: '0oa8', shown }]);
    });
  });

  it('with SCIM access asks again with the reason, and the first answer stands among the refusals', async () => {
    const world = await calmWorld({
      checkScimAccess: async ({ endpoint }) => {
        if (endpoint !== ENDPOINT) throw needsPerson('The endpoint answers 404.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
      await until(handle, isAsked('scimAccessIssued'));
      await send(handle, 'scimAccessIssued', {
        endpoint: 'https://scim.example.com/wrong/scim/v2',
        by: 'cem@example.com',
      });
      const status = await until(handle, (now) => now.refusedCount === 1 && isAsked('scimAccessIssued')(now));
      expect(status.refusals).toMatchObject([{ message: 'scimAccessIssued', by: 'cem@example.com' }]);
      expect(status.waitingFor.find((one) => one.message === 'scimAccessIssued')!.reason).toContain('404');
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
      await until(handle, (now) => stateOf(now, 'scim-access') === 'done');
      expect(evidenceOf(await reportOf(handle), 'scim-access')).toContainEqual([
        expect.stringMatching(/^Answered before by cem@example\.com \(update\) at 20/) as string,
        'endpoint https://scim.example.com/wrong/scim/v2; did not do: The endpoint answers 404.',
      ]);
    });
  });

  it.each(['accept', 'stop'])('that a person decides on with %s is skipped, or ends the run', async (decision) => {
    const world = await calmWorld({
      ensureScopes: async () => {
        throw needsPerson('Not allowed.');
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('stepDone', 'scopes'));
      const decided = { step: 'scopes', decision, reason: 'not this year', by: 'ana@example.com' };
      expect(await send(handle, 'decisionMade', decided)).toBeNull();
      if (decision === 'accept') {
        await until(handle, isAsked('kiroProfileEnabled'));
        expect(stateOf(await statusOf(handle), 'scopes')).toBe('skipped');
        return;
      }
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type: 'RunStopped', message: expect.stringContaining('not this year') as string },
      });
      const report = await reportOf(handle);
      expect(report).toMatchObject({ outcome: 'failed' });
      expect(stateOf(report, 'scopes')).toBe('failed');
      expect((await statusOf(handle)).waitingFor).toEqual([]);
      expect(await currentDetails(handle)).toContain('The run is over: failed');
    });
  });
});
