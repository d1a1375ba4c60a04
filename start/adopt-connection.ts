import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { adoptionLines } from '../cli/adopt/adoption-lines.js';
import { checkObjects, keepAdoption, lookAtOrg, type ToCheck } from '../cli/adopt/check-objects.js';
import { askAtTerminal, chooseObjects, type Chosen } from '../cli/adopt/choose-objects.js';
import { requireConsent, type ToldFlags, whatPeopleTell } from '../cli/adopt/told-by-people.js';
import { configFile as findConfigFile, readConfig } from '../cli/lib/config-file.js';
import { byKnownName } from '../cli/lib/known-name.js';
import { whoAmI } from '../cli/lib/flag-values.js';
import { EXIT, note, write, writeJson } from '../cli/lib/output-and-exit.js';
import { terminalWidth } from '../cli/lib/run-lines.js';
import { tokenFrom } from '../cli/lib/scim-access.js';
import { type Adopted, adoptRecord } from '../client/adopt-record.js';
import { signerFor } from '../client/signer.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import { clusterSettings, taskQueueOf } from '../temporal/cluster-settings.js';
import { connectClient } from '../temporal/connect.js';
import { stateDir as stateDirOf } from '../temporal/folders.js';
import { NO_RUN_FLAGS, type SandboxPorts } from './options.js';
import { openSandbox, sandboxEnvironment } from './sandbox-run.js';
import { type Closers, closingAfter, launchTemporal, loadWorker } from './temporal-and-worker.js';
import { type View, viewFor } from './view.js';

/** The flags of `npm run adopt`. */
export interface AdoptOptions extends ToldFlags, SandboxPorts {
  config?: string;
  scimTokenStdin: boolean;
  oidcApplication?: string;
  authorizationServer?: string;
  scimApplication?: string;
  yes: boolean;
  json: boolean;
}

/** Find, compare, ask, and record; close what was opened. Returns the exit code. @throws CommandError */
export const adoptConnection = (options: AdoptOptions, leaving: AbortController): Promise<number> =>
  closingAfter(leaving, (closers) => adopt(options, closers, leaving.signal));

async function adopt(options: AdoptOptions, closers: Closers, leaving: AbortSignal): Promise<number> {
  const view = viewFor(options.json, write);
  const stateDir = stateDirOf(process.env);
  const { input, env, isSandbox } = await chooseOrg(options, stateDir, view, closers);
  const atTerminal = process.stdin.isTTY && process.stdout.isTTY && !options.json && !options.scimTokenStdin;
  const { okta, hands, orgId } = await lookAtOrg(input, env, note);
  leaving.throwIfAborted();
  const chosen = await chooseObjects(hands, options, atTerminal ? askAtTerminal : null);
  const told = await whatPeopleTell(options, { input, atTerminal });
  const asked: ToCheck = {
    input,
    chosen,
    told,
    token: options.scimTokenStdin ? await tokenFrom(process.stdin, '--scim-token-stdin') : null,
  };
  const checked = await checkObjects(okta, asked, note);
  leaving.throwIfAborted();
  const { outcome, counts, wrong, notLookedAt } = checked;
  const found = { ...adoptedOf(chosen, asked), counts, wrong, notLookedAt };
  if (!options.json) write(adoptionLines(asked, checked, terminalWidth()).join('\n'));
  const tell = (became: string, more: object, exitCode: number): number => {
    if (options.json) writeJson({ type: 'result', outcome: became, ...more, ...found });
    return exitCode;
  };
  if (outcome === 'blocked') {
    note('Nothing was recorded: the objects could not be compared. Put that right, and run the same command again.');
    return tell('blocked', { recordId: null }, EXIT.failed);
  }
  if (!options.yes) {
    if (!atTerminal) {
      note('Nothing was recorded: to record what was found, run the same command with --yes.');
      return tell('found', { recordId: null }, EXIT.notClean);
    }
    await requireConsent('Look after this connection from now on? Nothing is written to Okta or Kiro.');
  }
  const now = new Date().toISOString();
  const { client, taskQueue } = await reachWithWorker(env, stateDir, view, closers, leaving);
  const known = await byKnownName(client, input);
  const adopted = { ...adoptedOf(chosen, asked), ...(orgId === null ? {} : { oktaOrgId: orgId }) };
  const sign = await signerFor('cli', process.env);
  const adoption = { input: known, taskQueue, now, adopted, by: whoAmI(), sign };
  const { workflowId, isNew } = await adoptRecord(client, adoption);
  const kept = await keepAdoption(join(stateDir, 'reports'), { ...asked, input: known }, now);
  view.say(terminalText(`Adopted: the record ${workflowId} ${isNew ? 'has begun' : 'knows these objects now'}.`));
  view.say(terminalText(whatNext({ kept, isSandbox, isEmbedded: clusterSettings(process.env) === null })));
  return tell('adopted', { recordId: workflowId, isNew, kept }, EXIT.done);
}

/** What can be done with it from now on. */
function whatNext({ kept, isSandbox, isEmbedded }: { kept: string; isSandbox: boolean; isEmbedded: boolean }): string {
  // Without a configuration `verify` knows no org.
  const compare = isSandbox ? '`npm run audit` compares the connection' : `\`npm run verify\` compares it by ${kept}`;
  const show = '`npm run status -- --all` shows its record';
  return `${compare}; ${show}${isEmbedded ? ' while a command of the runbook is open' : ''}.`;
}

/** The org of the configuration, or the sandbox, with the environment that reaches it. */
async function chooseOrg(options: AdoptOptions, stateDir: string, view: View, closers: Closers) {
  const file = findConfigFile(options.config);
  if (file !== null) {
    const { input, warnings } = await readConfig(file, process.env);
    warnings.forEach((warning) => note(`Note: ${terminalText(warning)}`));
    return { input, env: { ...process.env, OKTA_CLIENT_ORGURL: input.okta.orgUrl }, isSandbox: false };
  }
  view.say('No onboarding.yaml here, so this is the SANDBOX: what was built in its Okta by hand can be adopted.');
  const sandbox = await openSandbox({ ...options, ...NO_RUN_FLAGS }, stateDir, view, closers);
  const { input } = await readConfig(sandbox.info.config, process.env);
  return { input, env: sandboxEnvironment(sandbox, stateDir), isSandbox: true };
}

const adoptedOf = (chosen: Chosen, { told }: ToCheck): Adopted => ({
  objects: {
    oidcApplication: chosen.oidcApplication.id,
    clientId: chosen.oidcApplication.key,
    authorizationServer: chosen.authorizationServer.id,
    scimApplication: chosen.scimApplication.id,
  },
  issuer: chosen.authorizationServer.key,
  endpoint: told.endpoint,
  token: { issuedAt: told.tokenIssuedAt, storedAt: told.storedAt },
});

/** The cluster of the environment, whose workers carry the record; else the embedded Temporal with a worker in this command. */
async function reachWithWorker(
  env: NodeJS.ProcessEnv,
  stateDir: string,
  view: View,
  closers: Closers,
  leaving: AbortSignal,
): Promise<{ client: Client; taskQueue: string }> {
  const cluster = clusterSettings(process.env);
  const coming = cluster === null ? launchTemporal(stateDir, view, closers, leaving) : null;
  await coming?.launched;
  const worker = coming === null ? null : await loadWorker(stateDir, closers);
  const settings = cluster ?? (await coming!.settings);
  leaving.throwIfAborted();
  const client = await connectClient(settings);
  closers.add(() => client.connection.close());
  await worker?.begin(settings, env, leaving);
  return { client, taskQueue: taskQueueOf(env) };
}
