import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { gentleClose } from '../../web/gentle-close.js';
import { LiveRuns } from '../../web/live.js';
import { FakeRuns } from './page-house.js';

/** A server whose responses a test gives when it likes, by method. */
async function held(patienceMs?: number) {
  const asked: Record<string, ServerResponse> = {};
  const server = createServer((request, response) => void (asked[request.method ?? ''] = response));
  const close = gentleClose(server, patienceMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { asked, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('what a form has sent is answered before all is closed, and a stream is not waited for', async () => {
  const { asked, close, url } = await held();
  const form = fetch(url, { method: 'POST' }).then((response) => response.text());
  const stream = fetch(url).then(String, () => 'cut off');
  await expect.poll(() => Object.keys(asked).sort()).toEqual(['GET', 'POST']);
  const closed = close();
  asked['POST']?.end('Taken.');
  expect(await form).toBe('Taken.');
  expect(await stream).toBe('cut off');
  await closed;
});

test('a form that is not answered in time is cut off', async () => {
  const { asked, close, url } = await held(50);
  const form = fetch(url, { method: 'POST' }).then(String, () => 'cut off');
  await expect.poll(() => Object.keys(asked)).toEqual(['POST']);
  await close();
  expect(await form).toBe('cut off');
});

test('who has a run open that has just ended is shown that before all is closed, and one that goes on is not waited for', async () => {
  const runs = new FakeRuns();
  const live = new LiveRuns(runs);
  const run = live.of('a-run');
  let isTold = 0;
  const leave = run.listen(() => {
    isTold += 1;
    // As a browser does, once it has drawn the end.
    if (runs.shown.outcome !== 'running') leave();
  });
  await expect.poll(() => isTold).toBe(1);
  await live.showEnds();
  expect([isTold, run.isOpen]).toEqual([1, true]);
  runs.shown = { ...runs.shown, outcome: 'done' };
  await live.showEnds(60_000);
  expect([isTold, run.isOpen]).toEqual([2, false]);
});
