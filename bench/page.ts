import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { getRequestListener } from '@hono/node-server';
import { asked } from '../test/runbook/states.js';
import { FakeRuns, pageHouse } from '../test/web/page-house.js';
import { loadAssets } from '../web/assets.js';
import { repeat, spread } from './measure.js';

const ROUNDS = 40;
const READERS = 200;
const FINDINGS = 200;
const finding = {
  severity: 'warning',
  problem: 'eve@example.com has a seat, and nobody meant it.',
  url: null,
} as const;

/** What a reader of the page waits for, beside `/healthz` of the same process, and what the page weighs. */
export async function pageSpeed(): Promise<string[]> {
  const runs = new FakeRuns([asked('kiroProfileEnabled')]);
  // A run with 10,000 people has no more: the query holds counts and at most 200 findings.
  runs.reportNow.findings = Array.from({ length: FINDINGS }, () => ({
    ...finding,
    fix: 'Remove it in the Kiro console.',
    step: 'subscription-review',
  }));
  const house = await pageHouse(runs);
  const listener = getRequestListener(house.app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { home, cookie, form } = await house.visitor({ role: 'operator', person: 'ops' });
    const read = async (path: string): Promise<string> =>
      (await fetch(`${base}${path}`, { headers: { cookie } })).text();
    const timed = async (path: string): Promise<number> => {
      const began = performance.now();
      await read(path);
      return performance.now() - began;
    };
    await repeat(ROUNDS, () => timed('/healthz').then(() => timed(home)));
    const plain = await repeat(ROUNDS, () => timed('/healthz'));
    const page = await repeat(ROUNDS, () => timed(home));
    const ratio = Number.parseFloat(spread(page)) / Number.parseFloat(spread(plain));
    const { script, style } = await loadAssets();
    const weight = [script.content, style.content, await read(home)].reduce(
      (sum, text) => sum + gzipSync(text).length,
      0,
    );
    const answer = async (): Promise<number> => {
      const began = performance.now();
      const since = runs.shown.waitingFor[0]?.since ?? '';
      const body = new URLSearchParams({
        form,
        since,
        step: 'kiro-profile',
        message: 'kiroProfileEnabled',
        issuer: 'x',
        clientId: 'y',
      });
      await fetch(`${base}${home}/answer`, { method: 'POST', headers: { cookie, accept: 'application/json' }, body });
      return performance.now() - began;
    };
    const alone = await repeat(ROUNDS, answer);
    const streams = await repeat(READERS, () => fetch(`${base}${home}/events`, { headers: { cookie } }));
    const among = await repeat(ROUNDS, answer);
    for (const one of streams) await one.body?.cancel();
    const slower = Number.parseFloat(spread(among)) / Number.parseFloat(spread(alone));
    return [
      `page of a run with ${FINDINGS} findings: ${ratio.toFixed(1)} x /healthz (${spread(page)} ms)`,
      `page weight, compressed: ${(weight / 1_000).toFixed(0)} KB of 100`,
      `an answer with ${READERS} readers: ${slower.toFixed(2)} x the same without them (${spread(among)} ms)`,
    ];
  } finally {
    server.closeAllConnections();
    server.close();
    house.remove();
  }
}
