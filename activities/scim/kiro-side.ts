import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Task } from '../../runbook/outside.js';
import { WORKERS_OWN } from '../../runbook/outside/connection.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { exposure } from '../../runbook/secrets/file-modes.js';
import { isSameUrl } from '../okta/provisioning-connection.js';
import { needsPerson } from '../needs-person.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { hideSecret } from '../secrets/secret-filter.js';
import { createScimClient, type ScimClient } from './scim-api.js';

/** What a run knows of the SCIM access of its connection. */
export interface KiroTask extends Task<RunInput> {
  /** The endpoint of the connection; null where nobody knows it. */
  endpoint: string | null;
  /** Compact JWE that the run was given; null where it has none. */
  sealedToken: string | null;
}

/**
 * A client of Kiro's SCIM endpoint: with the token that the run was given, else with that of the worker, which is sent to its
 * own endpoint alone. Null where there is neither: nothing can be seen there.
 */
export type KiroSideOf = (task: KiroTask) => Promise<ScimClient | null>;

/** The file that `KIRO_SCIM_ACCESS_FILE` names. */
const accessFile = z.object({
  endpoint: z.url(),
  token: z
    .string()
    .min(1)
    .transform((text) => new Secret(text)),
});
type Access = z.output<typeof accessFile>;

/** Opens what a run was given, and reads the worker's own access anew each time: it may have been exchanged. */
export const kiroSideFrom =
  ({ env, openToken }: { env: NodeJS.ProcessEnv; openToken: OpenToken }): KiroSideOf =>
  async ({ endpoint, sealedToken, owner }) => {
    if (endpoint === null || sealedToken === null) return workersClient(env, endpoint);
    return createScimClient({ endpoint, token: await openToken(sealedToken, owner, endpoint) });
  };

/** The token that Okta uses may be another one by now, so nobody is asked for a new one. */
const REPLACE_OWN =
  "It is the worker's own token (KIRO_SCIM_ACCESS_FILE), and it was replaced or has expired. Ask the person who runs the worker " +
  'to put the newest token into that file; no new one is needed, and no restart.';

/** A client of that endpoint with the worker's own access; null where it has none, or nobody knows the endpoint. */
export async function workersClient(env: NodeJS.ProcessEnv, endpoint: string | null): Promise<ScimClient | null> {
  const own = endpoint === null ? null : await ownAccess(env, endpoint);
  return own === null || endpoint === null
    ? null
    : createScimClient({ endpoint, token: own.token, ifRefused: REPLACE_OWN });
}

/** The worker's own access to that endpoint, or to any where nobody knows it; null where it has none. */
export async function ownAccess(env: NodeJS.ProcessEnv, endpoint: string | null): Promise<Access | null> {
  const own = await readAccess(env['KIRO_SCIM_ACCESS_FILE'] ?? '');
  if (own === null || (endpoint !== null && !isSameUrl(own.endpoint, endpoint))) return null;
  hideSecret(own.token.open());
  return own;
}

/**
 * Opens what a run was given, sealed; and where it goes by what the worker itself holds (`WORKERS_OWN`), that.
 * @throws ApplicationFailure `CannotOpenToken` where the worker holds none for that endpoint any more
 */
export const openerWithOwn =
  (env: NodeJS.ProcessEnv, openToken: OpenToken): OpenToken =>
  async (sealed, owner, endpoint) => {
    if (sealed !== WORKERS_OWN) return openToken(sealed, owner, endpoint);
    const own = await ownAccess(env, endpoint);
    if (own === null)
      throw needsPerson(
        `The worker holds no SCIM access for ${endpoint} any more. Give one with \`npm run answer -- scimAccessIssued\`.`,
        {},
        'CannotOpenToken',
      );
    return own.token;
  };

/** Null where no file is named, or it is not there yet. @throws ApplicationFailure `NeedsPerson` where it is not one of ours */
async function readAccess(file: string): Promise<Access | null> {
  if (file === '') return null;
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw needsPerson(`KIRO_SCIM_ACCESS_FILE cannot be read (${error.code ?? 'unknown reason'}): ${file}.`, {});
  });
  if (text === null) return null;
  const why = exposure(await stat(file), file, process.getuid?.());
  if (why !== null) throw needsPerson(`KIRO_SCIM_ACCESS_FILE (${file}) ${why}.`, {});
  const read = accessFile.safeParse(parsed(text));
  if (read.success) return read.data;
  throw needsPerson(
    `KIRO_SCIM_ACCESS_FILE (${file}) holds no SCIM access. Write one JSON object with "endpoint" and "token" into it.`,
    {},
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
