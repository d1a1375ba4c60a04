import { Command, newStateDir, sandboxPorts } from '../test/e2e/support.js';
import { repeat, spread } from './measure.js';

/** From the command to the first step, against a dev server with a worker that knows one activity. */
export async function startUp(): Promise<string[]> {
  const pairs = await repeat(3, async () => ({ ours: await onboarding(), hello: await helloWorld() }));
  return [
    `start to first step, seconds: ${spread(pairs.map(({ ours }) => ours))}`,
    `the same for a hello world: ${spread(pairs.map(({ hello }) => hello))}`,
    `ratio: ${spread(pairs.map(({ ours, hello }) => ours / hello))}`,
  ];
}

async function onboarding(): Promise<number> {
  return timed('starter.ts', ['--json', ...(await sandboxPorts())], (command) =>
    command.events.some((one) => one.type === 'step'),
  );
}

const helloWorld = (): Promise<number> =>
  timed('bench/hello/main.ts', [], (command) => command.lines.includes('activity'));

async function timed(script: string, args: string[], isThere: (command: Command) => boolean): Promise<number> {
  const { dir, remove } = newStateDir();
  const begun = performance.now();
  const command = new Command(script, args, { KIRO_STATE_DIR: dir });
  await command.until(() => isThere(command));
  const seconds = (performance.now() - begun) / 1000;
  command.kill('SIGTERM');
  await command.ended;
  remove();
  return seconds;
}
