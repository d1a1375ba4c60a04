import { describe, expect, it } from 'vitest';
import { isTried, someOf } from '../../support/how-often.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { access, copies, find, mappings, open, pushed } from './deleted-profile.js';
import { asTemporal, tryOnce } from './drive.js';
import { connectIn } from './run.js';
import { startScimTarget } from './scim-target.js';
import { type Fault, type Org, startOrg, TEST_PATIENCE } from './support.js';
import { Secret } from '../../../runbook/secrets/secret.js';

describe('whatever befalls one of its writes', { timeout: 120_000 }, () => {
  const TROUBLES: Record<string, Omit<Fault, 'method' | 'path' | 'nth'>[]> = {
    'is answered 500': [{ kind: 'status', status: 500 }],
    'is answered 500 after it took effect': [{ kind: 'status-after', status: 500 }],
    'is cut off before': [{ kind: 'drop-before' }],
    'is cut off after': [{ kind: 'drop-after' }],
    'meets the rate limit': [{ kind: 'rate-limit' }],
  };

  it('everybody is taken off once, put back as before, and nothing old is left; also where the worker dies there', async () => {
    const { org, appId, anew } = await pushed();
    const before = await access(org, appId);
    const kiro = await anew();
    const old = await find(org, appId, kiro);
    const target = await startScimTarget();
    const start = org.kept();
    const all = async (one: Org, clear: () => Promise<unknown>, back: () => Promise<unknown>): Promise<void> => {
      await clear();
      expect([await access(one, appId), await mappings(one, appId), await copies(one)]).toEqual([
        { groups: [], users: [] },
        [],
        [],
      ]);
      await connectIn(one, target)(appId);
      await back();
      await one.call('DELETE', '/sandbox/faults');
      expect(await access(one, appId)).toEqual(before);
    };
    const works = (one: Org, okta: Org['okta']) => ({
      clear: () => okta.clearOldPushes({ ...one.task, appId, old }),
      back: () => okta.putBackAssignments({ ...one.task, appId, taken: old.taken }),
    });
    // A clean run says which writes there are.
    const clean = await startOrg({}, {}, open, start);
    const { clear, back } = works(clean, clean.okta);
    await all(
      clean,
      () => asTemporal(clear),
      () => asTemporal(back),
    );
    const writes = (await clean.requests()).filter(
      ({ method, path }) => method !== 'GET' && !path.includes('/console/'),
    );
    expect(writes).toHaveLength(9);

    const cases = writes.flatMap(({ method, path }, row) =>
      Object.entries(TROUBLES)
        .filter((_trouble, column) => isTried(row, column, 5))
        .map(([name, troubles]) => ({ name: `${method} ${path} ${name}`, method, path, troubles })),
    );
    const failures: string[] = [];
    for (const { name, method, path, troubles } of cases) {
      const one = await startOrg({}, {}, open, start);
      for (const trouble of troubles) await one.fault({ method, path: path.split('?')[0]!, nth: 1, ...trouble });
      const mine = works(one, one.okta);
      await all(
        one,
        () => asTemporal(mine.clear),
        () => asTemporal(mine.back),
      ).catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
    }
    expect(failures).toEqual([]);

    for (const index of someOf([...writes.keys()], 5)) {
      const one = await startOrg({}, {}, open, start);
      const mortal = mortalOkta(one, index + 1);
      const mine = works(one, mortal.okta);
      const heir = works(one, one.okta);
      const untilDead = (work: () => Promise<unknown>, again: () => Promise<unknown>) => async () => {
        const end = await Promise.race([tryOnce(1, work), mortal.death]);
        if (end === 'died') await asTemporal(again);
      };
      await all(one, untilDead(mine.clear, heir.clear), untilDead(mine.back, heir.back));
    }
  });
});

/** The activities of a worker that dies at the moment when Okta has answered its n-th write. */
function mortalOkta({ url, token }: Org, dyingAt: number) {
  const client = oktaClient({ orgUrl: url, credentials: { mode: 'token', token: new Secret(token) } }, TEST_PATIENCE);
  const { http } = client.sdk;
  const send = http.http.bind(http);
  let written = 0;
  let die: (end: 'died') => void = () => undefined;
  const death = new Promise<'died'>((resolve) => (die = resolve));
  http.http = async (to, request, ...more) => {
    const response = await send(to, request, ...more);
    if ((request as { method?: string }).method !== 'GET' && (written += 1) === dyingAt) {
      die('died');
      return new Promise(() => {});
    }
    return response;
  };
  return { okta: createOktaActivities({ client, openToken: open }), death };
}
