import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { DEFAULT_CONFIG } from '../cli/lib/config-file.js';
import { note } from '../cli/lib/output-and-exit.js';
import { statusOfRun } from '../client/ask-run.js';
import { allRunning } from '../client/find-runs.js';
import { connectionOf } from '../client/other-runs.js';
import { sealForRun, sendAnswer } from '../client/send-answer.js';
import { quoted } from '../runbook/words/commands.js';
import type { PeopleLine } from '../sandbox/people.js';
import { SCIM_ACCESS_FILE } from '../sandbox/vault.js';
import { type Sandbox, SANDBOX_PORTS, startSandbox } from '../sandbox/start.js';
import type { StartOptions } from './options.js';
import type { Closers } from './temporal-and-worker.js';
import type { View } from './view.js';

/** Say what the sandbox is, before anything else: nobody should take it for their own org. */
export function introduceSandbox({ interactive }: StartOptions, view: View): void {
  view.say(`No ${DEFAULT_CONFIG} here, so this is the SANDBOX: an Okta, a Kiro and name servers on this machine.`);
  view.say(`Hours are shortened to seconds, and ${interactive ? 'you play the people:' : 'the people are played.'}`);
}

/** Start the sandbox on the usual ports or those that were asked for; its state outlives the command. */
export async function openSandbox(
  options: StartOptions,
  stateDir: string,
  view: View,
  closers: Closers,
): Promise<Sandbox> {
  const sandbox = await startSandbox({
    stateDir: join(stateDir, 'sandbox'),
    oktaPort: options.oktaPort ?? SANDBOX_PORTS.okta,
    kiroPort: options.kiroPort ?? SANDBOX_PORTS.kiro,
    dnsPort: options.dnsPort ?? SANDBOX_PORTS.dns,
    dnsConsolePort: options.dnsConsolePort ?? SANDBOX_PORTS.dnsConsole,
    fresh: options.fresh,
  });
  closers.add(() => sandbox.close());
  sandbox.notes.forEach(note);
  if (options.interactive) {
    const { okta, kiro, dns } = sandbox.info;
    view.say('Open the consoles in a browser; each question says which page it is about:');
    view.say(`- Okta: ${okta.orgUrl}/console`);
    view.say(`- Kiro: ${kiro.consoleUrl}/console`);
    view.say(`- DNS:  ${dns.consoleUrl}/console`);
  }
  return sandbox;
}

/** The sandbox brings its own credentials; those of a real org never reach it. */
export function sandboxEnvironment({ info }: Sandbox, stateDir: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith('OKTA_CLIENT_'));
  return {
    ...Object.fromEntries(kept),
    OKTA_CLIENT_ORGURL: info.okta.orgUrl,
    OKTA_CLIENT_TOKEN: info.okta.token,
    KIRO_SCIM_ACCESS_FILE: join(stateDir, 'sandbox', SCIM_ACCESS_FILE),
  };
}

/**
 * Write what a worker of the sandbox needs of the environment into a file for a shell (`set -a; . FILE`), for this account
 * alone. Gives its path.
 */
export function sandboxEnvFile(env: NodeJS.ProcessEnv, stateDir: string): string {
  const file = resolve(stateDir, 'sandbox', 'worker.env');
  const names = ['OKTA_CLIENT_ORGURL', 'OKTA_CLIENT_TOKEN', 'KIRO_SCIM_ACCESS_FILE'];
  const line = (name: string): string => `${name}=${quoted(env[name] ?? '')}\n`;
  rmSync(file, { force: true });
  writeFileSync(file, names.map(line).join(''), { flag: 'wx', mode: 0o600 });
  return file;
}

export interface Played {
  client: Client;
  workflowId: string;
  sandbox: Sandbox;
  stateDir: string;
  view: View;
}

/** How long a list of the runs that are going on is good. Milliseconds. */
const LISTED_MS = 1_000;

/**
 * Let the sandbox's people do what is asked of them, until the command ends: by the run of the command, and by the others of
 * the same connection, its record among them.
 */
export async function letPeoplePlay(played: Played, closers: Closers): Promise<void> {
  const [{ playInAll }, { openVault }] = await Promise.all([
    import('../sandbox/people.js'),
    import('../sandbox/vault.js'),
  ]);
  const { client, workflowId, sandbox, stateDir, view } = played;
  const lineTo = (id: string): PeopleLine => ({
    status: () => statusOfRun(client, id),
    answer: async (message, value) => {
      const sent = await sendAnswer(client, id, message, value);
      return sent.accepted ? null : sent.why.reason;
    },
    seal: (token, endpoint) => sealForRun(client, { workflowId: id, endpoint }, token, anyKey),
  });
  let ids = [workflowId];
  let listedAt = 0;
  const lines = async (): Promise<PeopleLine[]> => {
    if (Date.now() - listedAt > LISTED_MS) {
      const running = (await allRunning(client).catch(() => [])).map((run) => run.workflowId);
      ids = [workflowId, ...running.filter((id) => id !== workflowId && isSameConnection(id, workflowId))];
      listedAt = Date.now();
    }
    return ids.map(lineTo);
  };
  const stop = new AbortController();
  const people = playInAll(lines, {
    info: sandbox.info,
    vault: openVault(join(stateDir, 'sandbox', 'vault.json')),
    signal: stop.signal,
    onAction: (who, what) => view.say(`         played   ${who}: ${what}`),
  });
  // They must have hung up before the connection is closed: a call that is retried on a closed one ends the process.
  closers.add(() => {
    stop.abort();
    return people;
  });
}

/** The sandbox's token opens nothing but the sandbox. */
const anyKey = async (): Promise<void> => {};

const isSameConnection = (one: string, other: string): boolean => connectionOf(one) === connectionOf(other);
