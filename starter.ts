/** The front door, `npm run start-onboarding`: start or join the run, show it, ask the person at the terminal. */
import { runCommand } from './cli/lib/run-command.js';
import type { Begin } from './start/carry-out.js';
import { leavingOnSignals } from './start/leaving.js';
import { readStartOptions } from './start/options.js';

async function main(): Promise<void> {
  const options = readStartOptions(process.argv);
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const [{ carryOut }, { joinOnboarding }] = await Promise.all([
    import('./start/carry-out.js'),
    import('./start/join-onboarding.js'),
  ]);
  const begin: Begin = ({ input, ...reached }) =>
    joinOnboarding({ ...reached, input: options.fromScratch === true ? { ...input, fromScratch: true } : input });
  process.exitCode = await carryOut(options, leaving, begin);
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
