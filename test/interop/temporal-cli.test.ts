import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporalCommand } from '../../runbook/words/commands.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { Status } from '../../runbook/words/status.js';
import { addressOf, readServerFile } from '../../temporal/server-file.js';
import { PlayedRun } from '../e2e/played-run.js';
import { vaultToken } from '../e2e/support.js';
import { describeWith, requirePath } from './programs.js';
import { run, type Run } from './run.js';

describeWith(['sh'], 'the temporal command', () => {
  const played = new PlayedRun();
  let address: string;
  let workflowId: string;

  beforeAll(async () => {
    // It stays when the run is over.
    const server = played.start('cli/temporal.ts', ['--json']);
    await Promise.all([server.until(() => server.lines.length > 0), played.openSandbox()]);
    address = addressOf((await readServerFile(join(played.dir, 'temporal')))!);
    workflowId = workflowIdFor({ okta: played.info.okta, domain: 'example.com' });
    await played.begin();
  });
  afterAll(() => played.close());

  /** A line as somebody types it into a shell. */
  const shell = (line: string): Promise<Run> => {
    const define = 'temporal() { "$TEMPORAL_CLI_PATH" "$@"; }';
    return run(requirePath('sh'), ['-c', `${define}\n${line}`], { env: { TEMPORAL_ADDRESS: address } });
  };

  async function status(): Promise<Status> {
    const { stdout, output } = await shell(`temporal workflow query -w '${workflowId}' --name status -o json`);
    if (stdout === '') throw new Error(output);
    const [read] = (JSON.parse(stdout) as { queryResult: [Status] }).queryResult;
    const asked = read.waitingFor as Status['waitingFor'] | null;
    // The command shows an empty list as null.
    return {
      ...read,
      waitingFor: (asked ?? []).map((one) => ({ ...one, copy: one.copy ?? [], fields: one.fields ?? [] })),
    };
  }

  /** The command that the page shows, with the person's values where it has placeholders. */
  async function answer(message: string, value: Record<string, unknown>): Promise<string | null> {
    const asked = (await status()).waitingFor.find((one) => one.message === message);
    if (asked === undefined) return 'not asked';
    const shown = temporalCommand(workflowId, asked).replace(/"<(\w+)>"/g, (_, field: string) =>
      JSON.stringify(value[field]).replaceAll("'", `'\\''`),
    );
    const typed = message === 'domainVerified' ? shown.replace('update execute', 'signal') : shown;
    const { code, output } = await shell(typed);
    return code === 0 ? null : output;
  }

  it('tells why a command is refused that is pasted as it is shown', async () => {
    await played.untilAsked();
    const profile = (await status()).waitingFor.find((one) => one.message === 'kiroProfileEnabled')!;
    const wrong = temporalCommand(workflowId, { ...profile, copy: [] });
    const { code, output } = await shell(wrong);
    expect([code, output]).toEqual([1, expect.stringContaining('<issuer> is only a placeholder')]);
  });

  it('carries a whole onboarding, without a sealed token', async () => {
    const { answered, report } = await played.play({ status, answer, seal: () => Promise.resolve('') });
    const others = answered.filter(({ via }) => via !== 'update').map(({ id, via }) => [id, via]);
    expect(others).toEqual([['domain-verified', 'signal']]);
    expect(JSON.stringify(report)).not.toContain(vaultToken(played.dir));
  });
});
