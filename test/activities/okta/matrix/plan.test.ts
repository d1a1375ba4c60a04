import { describe, expect, it } from 'vitest';
import { planOkta } from '../../../../activities/okta/okta-plan.js';
import { someOf } from '../../../support/how-often.js';
import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import type { Org } from '../support.js';
import { recordBodies, type Sent } from './bodies.js';
import { completeOrg } from './complete-org.js';
import { recordCleanRun, startSmallOrg } from './record.js';
import { removeObject } from './remove-object.js';
import { snapshot } from './snapshot.js';
import { wrongFields, writeWrong } from './wrong-fields.js';

/** What is planned now, and what the run that follows then sends, request by request. */
async function planAndRun(org: Org, run: () => Promise<unknown>): Promise<{ planned: Sent[]; sent: Sent[] }> {
  const planned = (await planOkta(org.client, org.task)).flatMap(({ writes }) => writes);
  const sent = recordBodies(org);
  await run();
  return { planned: planned.map(comparable), sent: sent.filter(({ method }) => method !== 'GET').map(comparable) };
}

/** Objects to be made have no ids yet, and the mapping that Okta makes itself is not known in full. */
function comparable({ method, path, body }: Sent): Sent {
  const text = JSON.stringify({ path: path.split('?')[0], body });
  const plain = text.replace(/\b(0oa|aus|scp|00p|0pr|prm|gPm)[0-9A-Za-z]{17}\b/g, '(planned)');
  return { method, ...(JSON.parse(plain) as { path: string; body: unknown }) };
}

const { expected } = await recordCleanRun();
const sample = await completeOrg();
const wrong = await wrongFields(sample);

describe('the run writes what the plan said, request by request, and repairs the org', { timeout: 240_000 }, () => {
  it('in an empty org', async () => {
    const org = await startSmallOrg();
    const connect = connectIn(org, await startScimTarget());
    const { planned, sent } = await planAndRun(org, () => runAll(org, connect, null, asTemporal));
    expect(planned.length).toBe(12);
    expect(sent).toEqual(planned);
  });

  it('in a complete org: nothing', async () => {
    const org = await completeOrg();
    expect(await planAndRun(org, org.again)).toEqual({ planned: [], sent: [] });
  });

  it('where one object is missing', async () => {
    const removable = Object.keys(sample.objects).filter((name) => name !== 'attribute mapping');
    await Promise.all(
      someOf(removable, 4).map(async (name) => {
        const org = await completeOrg();
        await removeObject(org, name);
        expect(await snapshot(org), `${name} was not removed`).not.toEqual(expected);
        const { planned, sent } = await planAndRun(org, org.again);
        expect(planned.length, name).toBeGreaterThan(0);
        expect(sent, name).toEqual(planned);
        expect(await snapshot(org), name).toEqual(expected);
      }),
    );
  });

  it('where one field is wrong', async () => {
    await Promise.all(
      someOf(wrong, 5).map(async (field) => {
        const org = await completeOrg();
        await writeWrong(org, field);
        expect(await snapshot(org), `${field.name} was not changed`).not.toEqual(expected);
        const { planned, sent } = await planAndRun(org, org.again);
        expect(planned, field.name).toHaveLength(1);
        expect(sent, field.name).toEqual(planned);
        expect(await snapshot(org), field.name).toEqual(expected);
      }),
    );
  });
});

describe('the calls that a plan tells', () => {
  it('are those of the run, but for the looks at what Okta does by itself', async () => {
    const org = await completeOrg();
    const steps = await planOkta(org.client, org.task);
    const reads = steps.reduce((sum, step) => sum + step.reads, 0);
    const before = (await org.requests()).length;
    const { okta, task } = org;
    const oidc = await okta.ensureOidcApplication({ ...task, choice: null });
    await okta.ensureSignInAssignments({ ...task, appId: oidc.appId });
    const planned = steps.slice(0, 2).reduce((sum, step) => sum + step.reads, 0);
    expect((await org.requests()).length - before).toBe(planned);
    expect(reads).toBeGreaterThan(planned);
  });
});
