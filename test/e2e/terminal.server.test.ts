import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Command, killTemporal, newStateDir, sandboxPorts } from './support.js';
import { KEY, Terminal } from './terminal.js';

const { dir, remove } = newStateDir();
const env = { KIRO_STATE_DIR: dir };
let terminal: Terminal;

// Elsewhere `script` takes other flags.
describe.skipIf(process.platform !== 'linux')('at a terminal', () => {
  beforeAll(async () => {
    terminal = new Terminal('starter.ts', ['--interactive', ...(await sandboxPorts())], env);
  });
  afterAll(async () => {
    terminal.kill();
    await killTemporal(dir);
    remove();
  });

  const valueBelow = (label: string): string =>
    (new RegExp(`${label}:\\n(\\S+)`).exec(terminal.everything) ?? [])[1] ?? '';

  const enter = (text: string): void => {
    terminal.forget();
    terminal.type(`${text}${KEY.enter}`);
  };

  it('says where the consoles are, and which page a question is about', async () => {
    await terminal.until(/issuer: As pasted/);
    // Who plays the people needs one link alone.
    const [link, ...more] = terminal.everything.match(/http:\/\/127\.0\.0\.1:\d+\/link\/[\w.-]+/g) ?? [];
    expect(terminal.everything).toMatch(/Open this in your browser, it is all you need:/);
    expect([(await fetch(link ?? '')).status, more]).toEqual([200, []]);
    const told = terminal.everything;
    for (const console of ['Okta', 'Kiro', 'DNS'])
      expect(told).toMatch(new RegExp(`- ${console}: +http://127\\.0\\.0\\.1:\\d+/console`));
    expect(told).toMatch(/Where: Kiro console, Sign up for Kiro,\s+http:\/\/127\.0\.0\.1:\d+\/console\/sign-up/);
    expect(told).not.toContain('curl');
  });

  it('tells what is wrong with a value in itself at its field', async () => {
    enter('<issuer>');
    await terminal.until(/<issuer> is only a placeholder/);
    terminal.type(KEY.erase.repeat('<issuer>'.length));
  });

  it('says why an answer is refused, and asks again for what was wrong alone', async () => {
    const clientId = valueBelow('Client ID');
    enter('https://example.org/oauth2/other');
    await terminal.until(/clientId: As pasted/);
    enter(clientId);
    await terminal.until(/Refused: .*◆ {2}issuer: As pasted/s);
    enter('https://example.org/oauth2/another');
    await terminal.until(/Refused: .*◆ {2}issuer: As pasted/s);
    expect(terminal.text).not.toContain('clientId: As pasted');
  });

  it('takes an empty answer for "not now", and comes back to the question', async () => {
    enter('');
    await terminal.until(/What is done\?/);
    enter('');
    await terminal.until(/issuer: As pasted/);
  });

  it('takes the question away when somebody else answers', async () => {
    terminal.forget();
    const report = new Command('cli/report.ts', ['--json'], env);
    await report.ended;
    const { steps } = JSON.parse(report.stdout) as { steps: { evidence: { label: string; value: string }[] }[] };
    const valueOf = (label: string): string =>
      steps.flatMap(({ evidence }) => evidence).find((one) => one.label === label)?.value ?? '';
    const flags = ['--issuer', valueOf('Issuer'), '--client-id', valueOf('Client id')];
    expect(await new Command('cli/answer.ts', ['kiroProfileEnabled', ...flags], env).ended).toBe(0);
    await terminal.until(/Somebody else has answered meanwhile/);
  });

  it('lets the person choose where several are open', async () => {
    await terminal.until(/What is done\?/);
    await terminal.until(/Add example\.com in Kiro/);
    terminal.forget();
    terminal.type(KEY.down);
    terminal.type(KEY.enter);
    await terminal.until(/endpoint: https/);
  });

  it('leaves with 3 on Ctrl-C, and keeps the run', async () => {
    terminal.forget();
    terminal.type(KEY.ctrlC);
    await terminal.until(/The run is kept as it is; the same command joins it again/);
    expect(await terminal.ended).toBe(3);
  });
});
