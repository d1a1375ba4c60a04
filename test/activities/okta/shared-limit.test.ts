import { describe, expect, it } from 'vitest';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { OktaApi } from '../../../activities/okta/okta-api.js';
import { ReserveReached, toFailure } from '../../../activities/okta/okta-failures.js';
import { sideBySide } from '../../../activities/side-by-side.js';
import { startOrg, type Request } from './support.js';

const LIMIT = 60;
const RESERVE = 0.25;

describe('ten onboardings in one process', () => {
  it('leave the reserve of a small org to others, whatever they do side by side', async () => {
    // One window for the whole test, however slow the machine is.
    const org = await startOrg({ rateLimit: LIMIT, rateLimitSeconds: 86_400 });
    const okta = createOktaActivities({ client: org.client });
    const tasks = Array.from({ length: 10 }, (_value, index) => ({
      owner: `kiro-okta/127.0.0.1/company${index}.example`,
      input: {
        ...org.task.input,
        okta: {
          ...org.task.input.okta,
          rateLimitReserve: RESERVE,
          authorizationServer: { name: `Kiro ${index}`, audience: 'api://kiro' },
        },
      },
      choice: null,
    }));
    const ends = await Promise.allSettled(tasks.map((task) => okta.ensureAuthorizationServer(task)));
    const more = await Promise.allSettled(
      tasks.flatMap((task) => [okta.preflight(task), okta.preflight(task), okta.preflight(task)]),
    );
    const failures = [...ends, ...more].flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ type: 'OktaRateLimited', nonRetryable: false });

    const answered = (await org.requests()).reduce(countByBucket, new Map<string, number>());
    for (const [bucket, count] of answered) expect(count, bucket).toBeLessThanOrEqual(LIMIT * (1 - RESERVE));
    expect((await org.requests()).map(({ status }) => status)).not.toContain(429);
  });

  it('make no more calls at once than a small org allows, however many lists they work on', async () => {
    const { client } = await startOrg();
    const { http } = client.sdk;
    const send = http.http.bind(http);
    let [now, most] = [0, 0];
    http.http = async (...call: Parameters<typeof send>) => {
      most = Math.max(most, (now += 1));
      return send(...call).finally(() => (now -= 1));
    };
    const api = new OktaApi(client, 0);
    const lists = ['apps', 'groups', 'users', 'authorizationServers'].map((path) =>
      Array.from({ length: 12 }, () => `/api/v1/${path}?limit=1`),
    );
    // Of the first answers it learns what each bucket has left; before it asks little.
    const read = () => Promise.all(lists.map((paths) => sideBySide(paths, (path) => api.get(path))));
    await read();
    await read();
    expect(most).toBeGreaterThan(6);
    expect(most).toBeLessThanOrEqual(12);
  });

  it('learn when the wait is over', () => {
    const failure = toFailure(new ReserveReached('/api/v1/apps', 30_000), 'https://example.okta.com');
    expect(failure.message).toMatch(/going on at \d\d:\d\d:\d\d UTC/);
  });
});

/** As Okta counts: by bucket. */
function countByBucket(counts: Map<string, number>, { path }: Request): Map<string, number> {
  const [, family = '', id] = /^\/api\/v1\/([^/?]+)(\/[^?]+)?/.exec(path) ?? [];
  const bucket = ['apps', 'groups', 'users'].includes(family) ? family + (id === undefined ? '' : '/{id}') : 'other';
  return counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
}
