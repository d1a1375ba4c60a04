import { join } from 'node:path';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { EXIT, note, write, writeJson } from './lib/output-and-exit.js';
import type { Verification } from '../runbook/verify/verification.js';

/** Without `--strict`. */
const EXIT_OF = { clean: EXIT.done, findings: EXIT.notClean, blocked: EXIT.failed } as const;

/** `npm run verify`: whether a finished onboarding still holds, without a workflow and without a write. */
async function main(): Promise<void> {
  const command = newCommand('verify', 'Whether a finished onboarding still holds; reads only.', {
    examples: [
      'npm run verify',
      'npm run verify -- --subscriptions subscriptions.csv',
      'npm run verify -- --scim-endpoint https://scim.example.com/1a2b/scim/v2 --scim-token-stdin < token',
    ],
    exits:
      '0 nothing wrong, 3 something wrong (with --strict: or not looked at), 1 blocked, 2 wrong usage or configuration',
  })
    .option('--config <file>', 'configuration; default: onboarding.yaml')
    .option('--scim-endpoint <url>', "Kiro's SCIM endpoint: look there for the members of the pushed groups, too")
    .option('--scim-token-stdin', 'read the SCIM token from stdin', false)
    .option('--subscriptions <file>', "the list from Kiro's Subscriptions tab (CSV, TSV): compare the seats, too")
    .option('--report <file>', "the run's JSON report: what Kiro was given; default: the newest one on this machine")
    .option('--strict', 'exit with 3 also where something was not looked at', false)
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const options = command.opts<{
    config?: string;
    scimEndpoint?: string;
    scimTokenStdin: boolean;
    subscriptions?: string;
    report?: string;
    strict: boolean;
    json: boolean;
  }>();
  const [
    { requireConfig },
    { readScimAccess },
    { readRecord },
    { readRunRecord, readSeats },
    { knownOutside },
    { stateDir },
    { blockedBy, verifyHere },
    { verificationMarkdown },
  ] = await Promise.all([
    import('./lib/config-file.js'),
    import('./lib/scim-access.js'),
    import('../activities/verify/besides-okta.js'),
    import('./verify/given-files.js'),
    import('./verify/known-outside.js'),
    import('../temporal/folders.js'),
    import('./verify/verify-here.js'),
    import('./verify/verification-markdown.js'),
  ]);
  const configured = await requireConfig(options.config, process.env, note);
  const scim = await readScimAccess(options, process.stdin);
  const seats = options.subscriptions === undefined ? null : readSeats(options.subscriptions);
  const reportsDir = join(stateDir(process.env), 'reports');
  const { input, adopted: recorded } = await knownOutside(configured, { env: process.env, reportsDir, note });
  const read = readRunRecord(options.report, reportsDir, input);
  const adopted = options.report === undefined ? recorded : null;
  const run = adopted === null ? read : { ...adopted, groups: read?.groups ?? {}, txt: read?.txt ?? null };
  const besides = { scim, seats, run, record: (name: string) => readRecord(input, name) };
  const look = (): Promise<Verification> => verifyHere(input, process.env, besides, note);
  // A program that reads the output finds the reason there, too.
  const found = options.json ? await look().catch((error: unknown) => blockedBy(error, input)) : await look();
  if (options.json) writeJson(found);
  else write(verificationMarkdown(found));
  const isUnclear = options.strict && found.counts.notLookedAt > 0 && found.outcome === 'clean';
  process.exitCode = isUnclear ? EXIT.notClean : EXIT_OF[found.outcome];
}

await runCommand(main);
