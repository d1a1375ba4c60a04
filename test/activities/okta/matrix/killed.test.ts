import { describe, expect, it } from 'vitest';
import { someOf } from '../../../support/how-often.js';
import { oktaClient } from '../../../../activities/okta/okta-client.js';
import { createOktaActivities } from '../../../../activities/okta/okta-activities.js';
import { tryOnce } from '../drive.js';
import { connectIn, runAll, type Drive } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import { TEST_PATIENCE, type Org } from '../support.js';
import { recordCleanRun, startSmallOrg } from './record.js';
import { snapshot } from './snapshot.js';
import { Secret } from '../../../../runbook/secrets/secret.js';

const { calls, expected } = await recordCleanRun();
const writes = calls.filter(({ method }) => method !== 'GET');

/** A worker that dies at the moment when Okta has answered its n-th write: nothing of it goes on. */
function startMortalWorker(org: Org, dyingAt: number) {
  const client = oktaClient(
    { orgUrl: org.url, credentials: { mode: 'token', token: new Secret(org.token) } },
    TEST_PATIENCE,
  );
  const { http } = client.sdk;
  const send = http.http.bind(http);
  let written = 0;
  let die: (end: 'died') => void = () => undefined;
  const death = new Promise<'died'>((resolve) => (die = resolve));
  http.http = async (url, request, ...more) => {
    const response = await send(url, request, ...more);
    if ((request as { method?: string }).method !== 'GET' && (written += 1) === dyingAt) {
      die('died');
      return new Promise(() => {});
    }
    return response;
  };
  return { okta: createOktaActivities({ client }), death };
}

/** The run of an org whose worker is killed at its n-th write, and whose next worker knows nothing of the first. */
async function runKilledAt(org: Org, dyingAt: number): Promise<number> {
  let worker = startMortalWorker(org, dyingAt);
  let deaths = 0;
  const drive: Drive = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      const end = await Promise.race([
        tryOnce(attempt, work).then(
          (result) => ({ result }),
          (error: unknown) => ({ error }),
        ),
        worker.death,
      ]);
      if (end !== 'died' && 'result' in end) return end.result;
      if (end !== 'died' && (end.error as { nonRetryable?: boolean }).nonRetryable === true) throw end.error;
      if (end !== 'died') continue;
      deaths += 1;
      worker = startMortalWorker(org, Infinity);
    }
  };
  const names = Object.keys(worker.okta) as (keyof Org['okta'])[];
  const okta = Object.fromEntries(
    names.map((name) => [name, (task: never) => worker.okta[name](task)]),
  ) as unknown as Org['okta'];
  await runAll({ task: org.task, okta }, connectIn(org, await startScimTarget()), null, drive);
  return deaths;
}

describe('a worker that is killed between a write and its recording', { timeout: 240_000 }, () => {
  it('leaves exactly one of everything, whichever write it is', async () => {
    await Promise.all(
      someOf([...writes.entries()], 6).map(async ([index, { name }]) => {
        const org = await startSmallOrg();
        expect(await runKilledAt(org, index + 1), name).toBe(1);
        expect(await snapshot(org), name).toEqual(expected);
      }),
    );
  });
});
