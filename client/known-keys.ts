import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { loadKeysIfAny, thumbprintOfJwk } from '../sealing/keys.js';
import { clusterSettings } from '../temporal/cluster-settings.js';
import { stateDir } from '../temporal/folders.js';
import { RunError } from './ask-run.js';

/** Where a sealing key was offered. */
export interface Offered {
  jwk: Record<string, string>;
  /** Address and namespace of the Temporal that gave it. */
  server: string;
  workflowId: string;
}

/** Address and namespace of the Temporal that a client talks to. */
export function serverOf({ connection, options }: Client): string {
  const address = connection instanceof Connection ? (connection.options.address ?? '') : '';
  return `${address} ${options.namespace}`;
}

/** Lets a sealing key pass that is known to be a worker's. @throws RunError with its thumbprint where it is not */
export type CheckKey = (offered: Offered) => Promise<void>;

/** Which keys are known. */
export interface Known {
  env: NodeJS.ProcessEnv;
  /** `sealing.keys` of the configuration: RFC 7638 thumbprints. Where there are any, no other key is taken. */
  named: readonly string[];
  /** A thumbprint that a person has just compared and accepts (`--accept-key`). */
  accepted?: string | undefined;
  /** Takes a line for that person. */
  tell: (line: string) => void;
}

/** Thumbprints by server and Okta org. */
const pins = z.record(z.string(), z.string());

/**
 * Anybody who can poll the task queue can offer a key of their own and read what is sealed to it. So a key must be one that the
 * configuration names, or that of the worker on this machine where Temporal is embedded, or the one that was offered before,
 * which is remembered at first use (`.state/sealing/known-keys.json`).
 */
export function keyCheck({ env, named, accepted, tell }: Known): CheckKey {
  return async ({ jwk, server, workflowId }) => {
    const offered = await thumbprintOfJwk(jwk);
    if (named.length > 0) {
      if (named.includes(offered)) return;
      throw notKnown(offered, `sealing.keys of the configuration names ${named.join(', ')}`, 'add it to sealing.keys');
    }
    const own = clusterSettings(env) === null ? await loadKeysIfAny({ env, stateDir: stateDir(env) }) : [];
    if (own.some(({ thumbprint }) => thumbprint === offered)) return;
    const file = join(stateDir(env), 'sealing', 'known-keys.json');
    const known = await readPins(file);
    const place = `${server} ${workflowId.split('/')[1] ?? ''}`;
    const before = known[place] ?? own[0]?.thumbprint;
    if (before === offered) return;
    if (before !== undefined && accepted !== offered)
      throw notKnown(
        offered,
        `until now it was ${before}`,
        `run \`npm run answer -- scimAccessIssued --accept-key ${offered}\``,
      );
    if (before === undefined && accepted !== offered)
      tell(
        `The worker's sealing key is ${offered}, seen here for the first time; the worker prints its own at its start.`,
      );
    await writePins(file, { ...known, [place]: offered });
  };
}

function notKnown(offered: string, known: string, toGoOn: string): RunError {
  return new RunError(
    `The token was not sealed: the run offers the sealing key ${offered}, and ${known}. Somebody else may be listening. ` +
      `Compare it with what the worker prints at its start; where it is right, ${toGoOn}.`,
  );
}

async function readPins(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new RunError(`${file} cannot be read (${error.code ?? 'unknown reason'}).`);
  });
  try {
    return pins.parse(JSON.parse(text));
  } catch {
    throw new RunError(`${file} is damaged: delete it, and compare the next sealing key with what the worker prints.`);
  }
}

async function writePins(file: string, known: Record<string, string>): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
}
