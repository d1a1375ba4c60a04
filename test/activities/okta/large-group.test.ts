import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import type { Trouble } from '../../../runbook/outside.js';
import { failureOf, inputFor, TEST_PATIENCE } from './support.js';
import { afterTest } from '../../support/after-test.js';
import { Secret } from '../../../runbook/secrets/secret.js';

const PAGE = 200;
/** Pages between two looks at the memory. */
const LOOK_AFTER = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held: the files of a lane share a process, whose garbage would count otherwise. Bytes. */
function heldNow(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** As much as Okta says of a user, with the profile of an org that has many attributes. */
const userBody = (index: number, lastName: string | null) => ({
  id: `00u${String(index).padStart(17, '0')}`,
  status: 'ACTIVE',
  type: { id: 'oty1' },
  profile: {
    login: `person${index}@example.com`,
    email: `person${index}@example.com`,
    firstName: 'First',
    lastName: lastName ?? `Last${index}`,
    ...Object.fromEntries(Array.from({ length: 40 }, (_value, field) => [`attribute${field}`, 'x'.repeat(50)])),
  },
});

/** An org of one group with that many members, served page by page without holding them. */
async function startLargeOrg(
  members: number,
  lastName: string | null,
): Promise<{ url: string; calls: string[]; peak: () => number }> {
  const calls: string[] = [];
  let peak = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    calls.push(url.pathname);
    if (calls.length % LOOK_AFTER === 0) peak = Math.max(peak, heldNow());
    const answer = (body: unknown, next?: string) => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }),
      });
      response.end(JSON.stringify(body));
    };
    if (url.pathname.endsWith('/users')) {
      const after = Number(url.searchParams.get('after') ?? 0);
      const count = Math.min(PAGE, members - after);
      const next =
        after + count < members ? `${url.origin}${url.pathname}?limit=${PAGE}&after=${after + count}` : undefined;
      return answer(
        Array.from({ length: count }, (_value, index) => userBody(after + index, lastName)),
        next,
      );
    }
    if (url.pathname === '/api/v1/groups')
      return answer([{ id: '00g00000000000000001', type: 'OKTA_GROUP', profile: { name: 'All Staff' } }]);
    return answer([]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, peak: () => peak };
}

/** The preflight of such an org. */
async function preflightIn(members: number, lastName: string | null = null) {
  const org = await startLargeOrg(members, lastName);
  const client = oktaClient(
    { orgUrl: org.url, credentials: { mode: 'token', token: new Secret('a-token-of-this-test') } },
    TEST_PATIENCE,
  );
  const audience = { groups: ['All Staff'], users: [] };
  const input = inputFor(org.url, {
    signIn: { ...audience, test: 'off' },
    provision: audience,
    push: { groups: ['All Staff'] },
    subscribe: { ...audience, tier: 'Kiro Pro' },
  });
  const okta = createOktaActivities({ client });
  return { org, preflight: () => okta.preflight({ owner: 'kiro-okta/x/example.com', input }) };
}

async function costOf(members: number): Promise<{ calls: number; grownBy: number }> {
  const { org, preflight } = await preflightIn(members);
  const before = heldNow();
  const { evidence } = await preflight();
  expect(evidence.find(({ label }) => label === 'People to be provisioned')?.value).toBe(`${members}`);
  return { calls: org.calls.length, grownBy: org.peak() - before };
}

describe('a group of 10,000 members', () => {
  it('costs as many more calls as it has pages, and little memory', async () => {
    const small = await costOf(PAGE);
    const large = await costOf(10_000);
    expect(large.calls - small.calls).toBe(10_000 / PAGE - 1);
    // The answers of that group are some 30 MB of JSON; what is kept of each person is a few words.
    expect(large.grownBy / 1e6).toBeLessThan(30);
  });

  it('who all lack something are reported by examples and a count, so that report and history stay small', async () => {
    const { preflight } = await preflightIn(1_000, '');
    const failure = (await failureOf(preflight())) as ApplicationFailure;
    const { findings } = failure.details?.[0] as Trouble;
    expect(findings.map(({ problem }) => problem)).toContainEqual(
      expect.stringMatching(/^1000 people to be provisioned have no last name, .*person9@example\.com and 990 more\.$/),
    );
    expect(findings.length).toBeLessThan(5);
    expect(JSON.stringify([failure.message, failure.details]).length).toBeLessThan(20_000);
  });
});
