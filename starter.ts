/** The front door, `npm run start-onboarding`: start or join the run, show it, ask the person at the terminal. */
import { runCommand } from './cli/lib/run-command.js';
import { EXIT } from './cli/lib/output-and-exit.js';
import { readStartOptions } from './start/options.js';

async function main(): Promise<void> {
  const options = readStartOptions(process.argv);
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const { startOnboarding } = await import('./start/onboard.js');
  process.exitCode = await startOnboarding(options, leaving);
}

/** The first Ctrl-C leaves in good order; a second one ends at once, which a durable run survives as well. */
function leavingOnSignals(): AbortController {
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (leaving.signal.aborted) process.exit(EXIT.notClean);
      leaving.abort();
    });
  }
  return leaving;
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
