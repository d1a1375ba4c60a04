import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { tryOnce } from './drive.js';
import { failureOf, inputFor, TEST_PATIENCE } from './support.js';
import { afterTest } from '../../support/after-test.js';
import { Secret } from '../../../runbook/secrets/secret.js';

type Refusal = (page: number, nth: number) => number | null;

/** An org of one group with a member a page; `refuse` gives the status of an answer that fails. */
async function startPagedOrg(pages: number, refuse: Refusal) {
  const asked: number[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const answer = (status: number, body: unknown, next?: string) => {
      const link = next === undefined ? {} : { Link: `<${next}>; rel="next"` };
      response.writeHead(status, { 'Content-Type': 'application/json', ...link });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/api/v1/groups')
      return answer(200, [{ id: '00g00000000000000001', type: 'OKTA_GROUP', profile: { name: 'All Staff' } }]);
    if (!url.pathname.endsWith('/users')) return answer(200, []);
    const page = Number(url.searchParams.get('after') ?? 0);
    asked.push(page);
    const status = refuse(page, asked.length);
    if (status !== null) return answer(status, { errorCode: 'E0000009', errorSummary: 'refused by the test' });
    const profile = { login: `p${page}@example.com`, email: `p${page}@example.com`, firstName: 'A', lastName: 'B' };
    const next = page + 1 < pages ? `${url.origin}${url.pathname}?limit=200&after=${page + 1}` : undefined;
    answer(200, [{ id: `00u${page}`, status: 'ACTIVE', profile }], next);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const okta = createOktaActivities({
    client: oktaClient(
      { orgUrl: url, credentials: { mode: 'token', token: new Secret('a-token-of-this-test') } },
      TEST_PATIENCE,
    ),
  });
  const audience = { groups: ['All Staff'], users: [] };
  const input = inputFor(url, {
    signIn: { ...audience, test: 'off' },
    provision: audience,
    push: { groups: [] },
    subscribe: { groups: [], users: [], tier: 'Kiro Pro' },
  });
  const preflight = (): Promise<Proof> => okta.preflight({ owner: 'kiro-okta/x/example.com', input });
  return { asked, preflight };
}

const peopleIn = ({ evidence }: Proof) => evidence.find(({ label }) => label === 'People to be provisioned')?.value;

describe('a long list', { timeout: 60_000 }, () => {
  it('of 1,000 pages with an error in every hundredth request is read within one attempt', async () => {
    const { asked, preflight } = await startPagedOrg(1_000, (_page, nth) => (nth % 100 === 0 ? 500 : null));
    expect(peopleIn(await tryOnce(1, preflight))).toBe('1000');
    expect(asked.length).toBeLessThan(1_020);
  });

  it('goes on at the page that failed, in the next attempt of the same activity alone', async () => {
    let isDown = true;
    const { asked, preflight } = await startPagedOrg(20, (page) => (isDown && page === 12 ? 503 : null));
    expect(await failureOf(tryOnce(1, preflight))).toMatchObject({ type: 'OktaUnavailable', nonRetryable: false });
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12, 12, 12, 12, 12]);
    isDown = false;
    asked.length = 0;
    expect(peopleIn(await tryOnce(2, preflight))).toBe('20');
    expect(asked).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    asked.length = 0;
    expect(peopleIn(await tryOnce(1, preflight))).toBe('20');
    expect(asked).toHaveLength(20);
  });

  it('begins anew where Okta does not know the page any more', async () => {
    // Down for the whole of the first attempt; then the page is refused, and given once the list has begun anew.
    const answers: (number | null)[] = [503, 503, 503, 503, 503, 503, 400];
    const { asked, preflight } = await startPagedOrg(4, (page) => (page === 2 ? (answers.shift() ?? null) : null));
    await failureOf(tryOnce(1, preflight));
    asked.length = 0;
    expect(peopleIn(await tryOnce(2, preflight))).toBe('4');
    expect(asked).toEqual([2, 0, 1, 2, 3]);
  });
});
