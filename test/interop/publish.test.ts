import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureTxt, planTxt, removeTxt } from '../../activities/dns/publish/txt-set.js';
import { rfc2136TxtSet, SECRET_VARIABLE } from '../../activities/dns/publish/rfc2136.js';
import type { DynamicUpdate } from '../../runbook/onboarding/dns-publishers.js';
import { runToEnd, workFolder, yamlFor } from '../cli/run-cli.js';
import { Lab } from './daemon.js';
import { describeWith } from './programs.js';
import { KEY, startBind, startKnot, type ZoneFile } from './servers.js';

const TOKEN = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';
const ADDRESS = '127.0.0.1';
const env = { [SECRET_VARIABLE]: KEY.secret };
const { signal } = new AbortController();
const zone: ZoneFile = {
  zone: 'example.com',
  servers: { 'ns1.example.com': ADDRESS },
  records: ['@ 600 IN TXT "v=spf1 -all"', 'www IN CNAME example.net.'],
};

/** The same for every server that takes dynamic updates with TSIG. */
function takesUpdates(
  start: (lab: Lab, address: string, zones: ZoneFile[]) => Promise<unknown>,
  address: string,
): void {
  let lab: Lab;
  let settings: DynamicUpdate;
  beforeAll(async () => {
    lab = await Lab.open();
    await start(lab, address, [zone]);
    settings = { server: `${address}:${lab.port}`, zone: null, keyName: KEY.name, algorithm: 'hmac-sha256' };
  });
  afterAll(() => lab?.close());

  it('adds the value beside the others, twice is once, and takes it away again', async () => {
    const open = rfc2136TxtSet(settings, env);
    const planned = await planTxt(open, 'example.com', TOKEN, signal);
    expect(planned.changes).toMatchObject([{ action: 'change', fields: [{ from: '["v=spf1 -all"]' }] }]);
    await ensureTxt(open, 'example.com', TOKEN, signal);
    expect((await ensureTxt(open, 'example.com', TOKEN, signal)).changes).toMatchObject([{ action: 'reuse' }]);
    expect((await open('example.com', signal)).values.sort()).toEqual([TOKEN, 'v=spf1 -all']);
    expect(await removeTxt(open, { name: 'example.com', value: TOKEN }, signal)).toMatchObject({ wasThere: true });
    expect((await open('example.com', signal)).values).toEqual(['v=spf1 -all']);
    expect(await removeTxt(open, { name: 'example.com', value: TOKEN }, signal)).toMatchObject({ wasThere: false });
  });

  it('gives a record back by a command of its own, which says first what it would do', async () => {
    await ensureTxt(rfc2136TxtSet(settings, env), 'example.com', TOKEN, signal);
    const yaml = `${yamlFor('https://example.okta.com')}dns: ${JSON.stringify({ publish: 'rfc2136', rfc2136: settings })}\n`;
    const command = (...args: string[]) =>
      runToEnd('remove-dns-record.ts', [TOKEN, ...args], { cwd: workFolder(yaml), env });
    const would = await command();
    expect([would.code, would.stdout]).toEqual([3, expect.stringContaining('Other values there, which stay: 1.')]);
    expect((await command('--yes')).stdout).toContain('Removed the value at example.com');
    expect(await command('--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('is not at') as string });
  });

  it('makes the first record of a name, also of a long value', async () => {
    const open = rfc2136TxtSet(settings, env);
    const long = `${TOKEN} ${'é"\\'.repeat(90)}`;
    await ensureTxt(open, '_kiro.example.com', long, signal);
    expect(await open('_kiro.example.com', signal)).toMatchObject({
      place: `zone example.com on ${settings.server}`,
      values: [long],
    });
  });

  it.each<[string, string, Partial<DynamicUpdate>, NodeJS.ProcessEnv, RegExp]>([
    ['a name with a CNAME record', 'www.example.com', {}, env, /www\.example\.com has a CNAME record/],
    ['another secret', 'example.com', {}, { [SECRET_VARIABLE]: 'b3RoZXI=' }, /does not take the signature \(BADSIG\)/],
    ['an unknown key', 'example.com', { keyName: 'nobody' }, env, /does not take the signature \(BADKEY\)/],
    ['a zone of others', 'example.org', {}, env, /serves no zone that holds example\.org/],
    ['no secret', 'example.com', {}, {}, /RFC2136_TSIG_SECRET is not set/],
  ])('says in one sentence why %s does not do', async (_, name, changes, environment, words) => {
    const publishing = ensureTxt(rfc2136TxtSet({ ...settings, ...changes }, environment), name, TOKEN, signal);
    await expect(publishing).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringMatching(words) as string,
      details: [{ findings: [{ fix: expect.stringMatching(/./) as string }] }],
    });
  });
}

describeWith(['named'], 'BIND as the server that is updated', () => takesUpdates(startBind, '127.0.0.1'));
describeWith(['knotd', 'knotc'], 'Knot DNS as the server that is updated', () => takesUpdates(startKnot, '127.0.53.2'));
