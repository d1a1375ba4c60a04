import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { CancelledFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { createScimClient } from '../../../activities/scim/scim-api.js';
import { groupMembers } from '../../../activities/scim/membership.js';
import { crowdOf } from './crowd.js';
import { held } from '../../support/secret.js';
import { tempDir } from '../../support/temp-dir.js';

const MEMBERS = 1_500;
const PAGES = MEMBERS / 100;

it('asks a crowd a page at a time, and after a kill goes on with the page that was next', async () => {
  const crowd = await crowdOf(MEMBERS, join(await tempDir('crowd-'), 'kiro.json'));
  const client = () => createScimClient(held(crowd));
  const look = () => groupMembers(client(), 'Crowd', crowd.expected);
  try {
    const whole = await new MockActivityEnvironment().run(look);
    expect(whole).toMatchObject({ view: 'set', missing: [], strangers: [] });
    expect(await crowd.requests()).toHaveLength(PAGES + 2);

    // Killed after its eighth page: Temporal hands the last heartbeat to the next try.
    const killed = new MockActivityEnvironment();
    let left: unknown = null;
    let pages = 0;
    killed.on('heartbeat', (details: unknown) => {
      left = details;
      pages += 1;
      if (pages === 8) killed.cancel();
    });
    await expect(killed.run(look)).rejects.toBeInstanceOf(CancelledFailure);
    const before = (await crowd.requests()).length;
    const next = new MockActivityEnvironment({ attempt: 2, heartbeatDetails: left });
    expect(await next.run(look)).toMatchObject({ missing: [], strangers: [], differences: new Map() });
    expect((await crowd.requests()).length - before).toBe(PAGES - 8 + 2);
  } finally {
    await crowd.close();
  }
});
