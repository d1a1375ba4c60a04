import { InvalidArgumentError } from 'commander';
import { terminalText } from '../runbook/escape/plain-text.js';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { EXIT, note, write, writeJson } from './lib/output-and-exit.js';
import type { SendResult } from './sign-in/sign-in-run.js';
import type { SignInFindings, Wanted } from './sign-in/try-sign-in.js';

interface Options {
  config?: string;
  workflowId?: string;
  issuer?: string;
  clientId?: string;
  timeout: number;
  send: boolean;
  json: boolean;
}

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Write a whole number of seconds.');
  return value;
};

/** `npm run test-sign-in`: one real sign-in on the person's own machine, as Kiro's clients do it. */
async function main(): Promise<void> {
  const command = newCommand('test-sign-in', 'Sign in to Okta once as Kiro would, and check what the token holds.', {
    examples: [
      'npm run test-sign-in',
      'npm run test-sign-in -- --no-send --issuer https://example.okta.com/oauth2/aus1a2b3c --client-id 0oa1a2b3c4',
    ],
    exits: '0 the sign-in works, 1 it does not, 2 wrong usage or configuration',
  })
    .option('--config <file>', 'configuration; default: onboarding.yaml where there is one')
    .option('--workflow-id <id>', 'which run; default: the one that waits for this test')
    .option('--issuer <url>', "the authorization server's issuer; default: the run's")
    .option('--client-id <id>', "the OIDC application's client id; default: the run's")
    .option('--no-send', 'do not tell the run what was found')
    .option('--timeout <seconds>', 'how long to wait for the sign-in', seconds, 600)
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const options = command.opts<Options>();
  const [{ configIfAny }, { sendFindings, targetOfFlags, targetOfRun }] = await Promise.all([
    import('./lib/config-file.js'),
    import('./sign-in/sign-in-run.js'),
  ]);
  const input = await configIfAny(options.config, process.env);
  const named = targetOfFlags(options, input);
  if (named !== null && !options.send) return report(await signIn(named, options), null, options);
  const { withRunFor } = await import('./lib/reach-run.js');
  // The run is found before anybody signs in: a slip in its name costs no sign-in.
  await withRunFor({ message: 'signInTested', step: null }, options, async ({ client, workflowId }) => {
    const found = await signIn(named ?? (await targetOfRun(client, workflowId, input)), options);
    await report(found, options.send ? await sendFindings(client, workflowId, found) : null, options);
  });
}

async function signIn(wanted: Wanted, { json, timeout }: Options): Promise<SignInFindings> {
  const { testSignIn } = await import('./sign-in/try-sign-in.js');
  return testSignIn(wanted, { show: (url) => show(url, json), timeoutMs: timeout * 1000 });
}

async function report(found: SignInFindings, result: SendResult | null, { json }: Options): Promise<void> {
  const { findingsText } = await import('./sign-in/try-sign-in.js');
  const { claims, ...rest } = found;
  if (json) writeJson({ ...rest, ...claims, sent: result?.sent ?? false, told: result?.text ?? null });
  else write([findingsText(found), ...(result === null ? [] : [terminalText(result.text)])].join('\n'));
  process.exitCode = found.ok && (result?.fine ?? true) ? EXIT.done : EXIT.failed;
}

/** With `--json` stdout holds the result alone. */
function show(url: string, json: boolean): void {
  const say = json ? note : write;
  say(`Open this address in a browser on this machine, and sign in:\n${terminalText(url)}\nWaiting for the sign-in.`);
}

await runCommand(main);
