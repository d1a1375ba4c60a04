import { describe, expect, it } from 'vitest';
import { failing, RCODE, serving, startWorld, TOKEN, txt, type World } from '../activities/dns/world.js';
import { runToEnd, workFolder } from './run-cli.js';

const good = serving([txt('example.com', TOKEN), txt('example.com', `long ${'x'.repeat(250)}`)]);

function run(world: World, ...args: string[]) {
  const [resolver = ''] = world.query.resolvers;
  const flags = ['--resolver', resolver, '--port', String(world.query.port), '--timeout', '500'];
  return runToEnd('check-dns.ts', [...args, ...flags], { cwd: workFolder() });
}

describe('check-dns', () => {
  it('exits with 0 where the record is everywhere', async () => {
    const { code, stdout } = await run(await startWorld(good, good), 'Example.COM.', TOKEN);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ns1\.example\.com[^]*ns2\.example\.com[^]*resolver/);
  });

  it('exits with 3 where it is not there yet, with JSON alone on request', async () => {
    const world = await startWorld(good, serving([]));
    const { code, stdout } = await run(world, 'example.com', TOKEN, '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'partial', zone: 'example.com' });
  });

  it('exits with 1 where the zone is broken', async () => {
    const world = await startWorld(failing(RCODE.SERVFAIL), failing(RCODE.SERVFAIL), good);
    expect((await run(world, 'example.com', TOKEN)).code).toBe(1);
  });

  it('lists the records of each server without a value', async () => {
    const { code, stdout } = await run(await startWorld(good, good), 'example.com');
    expect([code, stdout.split(`"${TOKEN}"`).length]).toEqual([0, 3]);
  });

  it('fits 80 columns, and lets nothing from DNS command the terminal', async () => {
    const evil = serving([txt('example.com', `\u001b[2J ${'word '.repeat(30)}`)]);
    const { stdout } = await run(await startWorld(evil, evil), 'example.com', TOKEN);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    [['co.uk', TOKEN], 'co.uk'],
    [['exa mple.com'], 'exa mple.com'],
    [['example.com', TOKEN, '--record-name', 'example.org'], 'example.org'],
    [['example.com', TOKEN, '--resolver', 'x:y:z'], 'x:y:z'],
    [['example.com', TOKEN, '--timeout', 'soon'], 'soon'],
    [['example.com', TOKEN, '--doh', 'http://dns.example'], 'dns.example'],
    [['example.com', ' '], 'empty'],
  ])('exits with 2 and one clear message for %j', async (args, word) => {
    const { code, stdout, stderr } = await runToEnd('check-dns.ts', args, { cwd: workFolder() });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
