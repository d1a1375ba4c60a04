import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../runbook/report.js';
import { calmWorld, CLIENT_ID, ENDPOINT, ISSUER, needsPerson, noRoster, proof, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, currentDetails, isAsked, reportOf, send, statusOf, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const stateOf = (status: { steps: { id: string; state: string }[] }, id: string): string =>
  status.steps.find((step) => step.id === id)!.state;
const evidenceOf = ({ steps }: Report, id: string): string[][] =>
  steps.find((step) => step.id === id)!.evidence.map(({ label, value }) => [label, value]);
const except = (...names: string[]): typeof RIGHT_ANSWERS => RIGHT_ANSWERS.filter(([name]) => !names.includes(name));

describe('skipStep', () => {
  it('leaves out what depends on the facts of the step, with a reason, and the run ends with findings', async () => {
    const unknown = { connection: 'unknown', createUsers: 'unknown', updateUserAttributes: 'unknown' } as const;
    const world = await calmWorld({ readProvisioning: async () => ({ ...proof, ...unknown }) });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
      await until(handle, isAsked('domainAdded'));
      const skip = { step: 'domain', reason: 'verified last year', by: 'ana@example.com' };
      expect(await send(handle, 'skipStep', skip)).toBeNull();
      expect(await send(handle, 'skipStep', { step: 'scim-access', reason: 'comes later' })).toBeNull();
      const status = await until(handle, (now) => stateOf(now, 'domain-verified') === 'skipped');
      expect(status.steps.find((step) => step.id === 'domain')).toMatchObject({
        state: 'skipped',
        summary: skip.reason,
        by: skip.by,
      });
      for (const id of ['dns-record', 'dns-propagation']) expect(stateOf(status, id)).toBe('skipped');
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-3));
      const report = await handle.result();
      expect(report.outcome).toBe('done-with-findings');
      // Nobody is assigned to an application of which nothing says that it is connected.
      for (const id of ['provisioning-connection', 'provisioning-features', 'provisioning-assignments', 'push-groups'])
        expect(stateOf(report, id)).toBe('skipped');
      const why = (id: string) => report.findings.find((finding) => finding.step === id)!.problem;
      expect(why('provisioning-connection')).toContain('no SCIM access');
      expect(why('domain')).toBe('Left out by ana@example.com (kiro-admin): verified last year');
    });
  });

  it('of a SCIM access that is still being checked is no refusal of it', async () => {
    const world = await calmWorld({ checkScimAccess: () => Context.current().cancelled });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS, 'scimAccessIssued');
      await until(handle, isAsked('scimAccessIssued'));
      expect(await send(handle, 'scimAccessIssued', { endpoint: ENDPOINT })).toBeNull();
      await until(handle, (now) => stateOf(now, 'scim-access') === 'running');
      expect(await send(handle, 'skipStep', { step: 'scim-access', reason: 'comes later' })).toBeNull();
      const status = await until(handle, (now) => stateOf(now, 'scim-access') === 'skipped');
      expect(status.refusedCount).toBe(0);
      const after = await until(handle, (now) => stateOf(now, 'provisioning-connection') === 'skipped');
      expect(after.steps.find(({ id }) => id === 'provisioning-connection')!.summary).toContain('no SCIM access');
    });
  });

  it('of the Kiro profile still lets the team be subscribed, and of a running activity breaks it off', async () => {
    const world = await calmWorld({ checkToken: () => Context.current().cancelled });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, (now) => stateOf(now, 'token-check') === 'running');
      expect(await send(handle, 'skipStep', { step: 'token-check', reason: 'checked by hand' })).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(await send(handle, 'skipStep', { step: 'kiro-profile', reason: 'there already' })).toBeNull();
      await answerInOrder(handle, except('kiroProfileEnabled'));
      expect((await handle.result()).outcome).toBe('done-with-findings');
    });
  });
});

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
      await answerInOrder(handle, except('kiroProfileEnabled'));
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
      await answerInOrder(handle, except('kiroProfileEnabled'));
      expect((await handle.result()).outcome).toBe('done');
    });
  });
});

describe('redoStep of what a troubled step needs', () => {
  it('does the troubled step again, and does not leave it out', async () => {
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
});

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
      await answerInOrder(handle, RIGHT_ANSWERS.slice(-2, -1));
      await until(handle, (now) => stateOf(now, 'subscription-review') === 'done');
      expect(endpoints).toEqual([ENDPOINT, endpoint]);
    });
  });

  it('may be tried again by redoStep', async () => {
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

  it('becomes a question to a person, and the step is tried again after stepDone', async () => {
    let isMended = false;
    const world = await calmWorld({
      ensureScopes: async () => {
        if (!isMended) throw needsPerson('The service app lacks okta.authorizationServers.manage.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      const status = await until(handle, isAsked('stepDone', 'scopes'));
      expect(status.waitingFor.find((one) => one.step === 'scopes')).toMatchObject({
        role: 'okta-admin',
        reason: expect.stringContaining('lacks') as string,
      });
      expect(await send(handle, 'stepDone', { step: 'scopes' })).toBeNull();
      // Not mended yet: asked again.
      await until(handle, isAsked('stepDone', 'scopes'));
      isMended = true;
      expect(
        await send(handle, 'stepDone', { step: 'scopes', note: 'gave it the scope', by: 'ben@example.com' }),
      ).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(stateOf(await statusOf(handle), 'scopes')).toBe('done');
      expect(evidenceOf(await reportOf(handle), 'scopes')).toContainEqual([
        'Mended by ben@example.com',
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
    const world = await calmWorld({
      ensureOidcApplication: async (task) => {
        choices.push(task.choice);
        if (task.choice === null)
          throw needsPerson('There are two.', [{ id: '0oa9', name: 'Kiro-OIDC', url: 'https://example.okta.com' }]);
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

  it.each(['accept', 'stop'])('that a person decides on with %s is left out, or ends the run', async (decision) => {
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
