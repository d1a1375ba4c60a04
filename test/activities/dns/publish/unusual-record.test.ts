import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it, onTestFinished } from 'vitest';
import { createDnsActivities } from '../../../../activities/dns/dns-activities.js';
import type { DnsActivities, TxtPublication } from '../../../../runbook/outside.js';
import { input, TOKEN } from '../../../workflows/fake-world.js';

/** A name server that hangs up, and how often it was called. */
async function nameServer(): Promise<{ server: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { server: `127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
}

/** Does one of the two activities, in whosever workflow it is; gives its failure, and how often DNS was called. */
async function run(activity: 'planTxtRecord' | 'publishTxtRecord', record: Partial<TxtPublication>, name?: string) {
  const { server, calls } = await nameServer();
  const rfc2136 = { server, zone: 'example.com', keyName: 'kiro-key', algorithm: 'hmac-sha256' } as const;
  const dns = { ...input.dns, publish: 'rfc2136', rfc2136, recordName: name ?? null } as const;
  const task = { domain: 'example.com', dns, recordName: 'example.com', value: TOKEN, ...record };
  const env = { RFC2136_TSIG_SECRET: Buffer.alloc(32, 7).toString('base64') };
  const activities: DnsActivities = createDnsActivities({ env });
  const failure: unknown = await new MockActivityEnvironment({ attempt: 1 })
    .run((one: TxtPublication) => activities[activity](one), task)
    .catch((error: unknown) => error);
  return { failure, calls: calls() };
}

it.each([
  ['a digest for a certificate authority', { recordName: '_acme-challenge.example.com', value: 'a1b2c3' }],
  ['another value', { value: 'v=spf1 -all' }],
  ['a value that only begins like it', { value: `${TOKEN} include:x` }],
  ['a value in two lines', { value: `${TOKEN}\n${TOKEN}` }],
  ['another name in the domain', { recordName: '_kiro.example.com' }],
  ['another domain', { recordName: 'example.org' }],
  ['a task of a workflow that names no domain', { domain: undefined }],
])('nothing is read or written for %s, whatever workflow asks', async (_what, record) => {
  for (const activity of ['planTxtRecord', 'publishTxtRecord'] as const) {
    const { failure, calls } = await run(activity, record);
    expect(failure).toMatchObject({ type: 'DnsNotPublished', nonRetryable: true });
    expect((failure as Error).message).toContain('by itself');
    expect(calls).toBe(0);
  }
});

it.each([
  ['at the domain itself', {}, undefined],
  ['at the name of the configuration', { recordName: '_kiro.example.com' }, '_kiro.example.com'],
])("Kiro's value goes to the name server %s", async (_where, record, name) => {
  const { failure, calls } = await run('publishTxtRecord', record, name);
  expect(failure).not.toMatchObject({ type: 'DnsNotPublished' });
  expect(calls).toBeGreaterThan(0);
});
