import { describe, expect, it } from 'vitest';
import { ask } from '../../../activities/dns/transport/ask.js';
import { startDoh } from './doh-server.js';
import { serving, silent, startWorld, TOKEN, txt } from './world.js';

const good = serving([txt('example.com', TOKEN)]);
const QUESTION = { name: 'example.com', type: 'TXT' } as const;
const OPTIONS = { timeoutMs: 500, recursion: true, signal: new AbortController().signal };

describe('a resolver over HTTPS', () => {
  it('is asked by POST, leads to the zone and has the last word', async () => {
    const doh = await startDoh(good);
    const world = await startWorld(good, good, silent);
    const report = await world.check({ doh: doh.url, resolvers: [] });
    expect([report.outcome, report.resolvers.map(({ resolver }) => resolver)]).toEqual(['propagated', [doh.url]]);
    expect(new Set(doh.asked)).toEqual(new Set(['POST application/dns-message']));
    expect(world.resolver.asked).toEqual([]);
  });

  it('is asked beside the others that are named', async () => {
    const doh = await startDoh(good);
    const world = await startWorld(good, good, serving([]));
    const report = await world.check({ doh: doh.url });
    // The one that answers first comes first.
    expect(report.resolvers.map(({ verdict }) => verdict).sort()).toEqual(['empty', 'match']);
    expect(report.outcome).toBe('cached');
  });

  it.each<[string, number, string, string | Buffer, string]>([
    ['an error', 503, 'text/html', 'busy', 'HTTP 503 text/html'],
    ['a web page', 200, 'text/html; charset=utf-8', '<html>', 'HTTP 200 text/html'],
    ['a redirect', 302, 'text/html', '', 'HTTPS: '],
    ['no message', 200, 'application/dns-message', 'x', '1 bytes are no DNS message'],
    ['a flood', 200, 'application/dns-message', Buffer.alloc(200_000), 'longer than any DNS message'],
  ])('that gives %s gives no answer', async (_, status, type, body, detail) => {
    const doh = await startDoh(good, async (_behave, _request, response) => {
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body);
    });
    const reply = await ask({ url: doh.url }, QUESTION, OPTIONS);
    expect(reply).toHaveProperty('failure');
    expect('failure' in reply && reply.detail).toContain(detail);
  });

  it('that is silent, or not there, costs one time-out or none', async () => {
    const doh = await startDoh(good, async () => undefined);
    const began = performance.now();
    expect(await ask({ url: doh.url }, QUESTION, OPTIONS)).toMatchObject({ failure: 'timeout' });
    expect(performance.now() - began).toBeLessThan(1000);
    const reply = await ask({ url: 'http://127.0.0.1:1/' }, QUESTION, OPTIONS);
    expect(reply).toMatchObject({ failure: 'unreachable' });
  });
});
