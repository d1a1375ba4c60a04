import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { exposure } from '../runbook/secrets/file-modes.js';
import { TemporalSettingsError } from './temporal-errors.js';

const tls = z.strictObject({
  disabled: z.boolean().optional(),
  client_cert_path: z.string().optional(),
  client_cert_data: z.string().optional(),
  client_key_path: z.string().optional(),
  client_key_data: z.string().optional(),
  server_ca_cert_path: z.string().optional(),
  server_ca_cert_data: z.string().optional(),
  server_name: z.string().optional(),
  disable_host_verification: z.boolean().optional(),
});

/** What a profile may hold, as Temporal documents it for all its clients. */
const profile = z.strictObject({
  address: z.string().optional(),
  namespace: z.string().optional(),
  api_key: z.string().optional(),
  tls: tls.optional(),
  codec: z.strictObject({ endpoint: z.string().optional(), auth: z.string().optional() }).optional(),
  grpc_meta: z.record(z.string(), z.string()).optional(),
});

/** A `temporal.toml` that has been read. */
export interface SettingsFile {
  path: string;
  text: string;
  /** The profile that is meant; null where the file holds none of that name. */
  profile: z.infer<typeof profile> | null;
}

/**
 * The file of TEMPORAL_CONFIG_FILE, or Temporal's own place for it; null where there is none. The SDK takes what it does
 * not know in silence, so the part that counts for us is checked here.
 * @throws TemporalSettingsError that names the file and what is wrong in it, and never what it holds.
 */
export function readSettingsFile(env: NodeJS.ProcessEnv): SettingsFile | null {
  const named = env['TEMPORAL_CONFIG_FILE'];
  const path = named || usualPlace(env);
  const text = path === null ? null : readIfThere(path);
  if (path === null || text === null) return refuseMissing(named, env['TEMPORAL_PROFILE']);
  const refuse = (what: string): never => {
    throw new TemporalSettingsError(`Temporal's settings in ${path} cannot be used: ${what}.`);
  };
  const content = parseToml(text, refuse);
  const stray = Object.keys(content).find((key) => key !== 'profile');
  if (stray !== undefined) refuse(`it has [${stray}]; a profile is written [profile.NAME], such as [profile.default]`);
  const name = env['TEMPORAL_PROFILE'] || 'default';
  const profiles = content['profile'] ?? {};
  if (typeof profiles !== 'object') refuse('its profile is no table; a profile is written [profile.NAME]');
  const found = (profiles as Record<string, unknown>)[name];
  if (found === undefined) {
    if (env['TEMPORAL_PROFILE']) refuse(`it has no [profile.${name}], which TEMPORAL_PROFILE asks for`);
    return { path, text, profile: null };
  }
  const checked = profile.safeParse(found);
  if (!checked.success) return refuse(flawIn(checked.error, `profile.${name}`));
  if (checked.data.tls?.disable_host_verification === true)
    refuse(
      `profile.${name}.tls.disable_host_verification cannot be switched on here: the certificate of the server is always checked`,
    );
  refuseExposedKey(path, checked.data, refuse);
  return { path, text, profile: checked.data };
}

/** The file is as secret as what the profile holds. */
function refuseExposedKey(
  path: string,
  { api_key, tls, grpc_meta }: z.infer<typeof profile>,
  refuse: (what: string) => never,
): void {
  const isSecret = [api_key, tls?.client_key_data, ...secretHeaders(grpc_meta)].some((value) => value !== undefined);
  const why = isSecret ? exposure(statSync(path), path, process.getuid?.()) : null;
  if (why !== null) refuse(`it holds a key, and ${why}`);
}

const secretHeaders = (headers: Record<string, string> = {}): string[] =>
  Object.keys(headers).filter((name) => /auth|key|token/i.test(name));

function refuseMissing(named: string | undefined, profile: string | undefined): null {
  if (named)
    throw new TemporalSettingsError(
      `TEMPORAL_CONFIG_FILE is ${named}, and there is no such file: correct it, or unset it.`,
    );
  if (profile)
    throw new TemporalSettingsError(
      'TEMPORAL_PROFILE is set, and there is no temporal.toml to take it from: set TEMPORAL_CONFIG_FILE, or unset it.',
    );
  return null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new TemporalSettingsError(`Temporal's settings in ${path} cannot be read (${code}).`);
  }
}

function parseToml(text: string, refuse: (what: string) => never): Record<string, unknown> {
  try {
    return parse(text);
  } catch (error) {
    // The first line alone: the ones below show the file, which may hold a key.
    const [reason = ''] = (error instanceof Error ? error.message : '').split('\n');
    const line = (error as { line?: unknown }).line;
    return refuse(`${reason.replace(/\.$/, '')}${typeof line === 'number' ? ` (line ${line})` : ''}`);
  }
}

/** The first thing that is wrong, by its key. */
function flawIn(error: z.ZodError, where: string): string {
  const [issue] = error.issues;
  const key = [where, ...(issue?.path ?? [])].join('.');
  if (issue?.code === 'unrecognized_keys') return `${key} has ${issue.keys.join(', ')}, which Temporal does not know`;
  return `${key} must be ${(issue?.code === 'invalid_type' && WORDS[issue.expected]) || 'of another kind'}`;
}
const WORDS: Record<string, string> = {
  boolean: 'true or false, without quotes',
  string: 'text in quotes',
  object: 'a table of its own',
};

/** Where Temporal's clients look, by platform. */
function usualPlace(env: NodeJS.ProcessEnv): string | null {
  const home = env['HOME'];
  const inHome = process.platform === 'darwin' ? join('Library', 'Application Support') : '.config';
  const folder = (process.platform !== 'darwin' && env['XDG_CONFIG_HOME']) || (home ? join(home, inHome) : '');
  return isAbsolute(folder) ? join(folder, 'temporalio', 'temporal.toml') : null;
}
