import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Secret } from '../runbook/secrets/secret.js';
import { isLoopback } from '../runbook/model/loopback.js';
import { exposure } from '../runbook/secrets/file-modes.js';
import { TASK_QUEUE } from '../runbook/model/names.js';
import { readSettingsFile, type SettingsFile } from './settings-file.js';
import { TemporalSettingsError } from './temporal-errors.js';

/** How to reach a Temporal server. */
export interface ConnectionSettings {
  /** `host:port`. */
  address: string;
  /** As the SDK takes them, with the API key and the client's private key. */
  options: Secret<Options>;
  namespace: string;
  /** Address of its Web UI; null where it is not known. */
  uiUrl: string | null;
}

/** Settings from what the SDK takes. */
export const connectionSettings = (
  options: Options,
  { namespace, uiUrl }: Pick<ConnectionSettings, 'namespace' | 'uiUrl'>,
): ConnectionSettings => ({
  address: options.address ?? DEFAULT_ADDRESS,
  options: new Secret(options),
  namespace,
  uiUrl,
});

/**
 * The cluster that TEMPORAL_* variables or a `temporal.toml` profile name, with mTLS or API key; null where nothing
 * names one, and the embedded server is meant.
 * @throws TemporalSettingsError with one sentence for a setting that cannot be used, and for a key that would travel
 *   without TLS.
 */
export function clusterSettings(env: NodeJS.ProcessEnv): ConnectionSettings | null {
  const file = readSettingsFile(env);
  const variables = usableVariables(env);
  checkCertificates(variables, file);
  const { connectionOptions, namespace } = load(variables, file);
  const { address } = connectionOptions;
  if (address === undefined) {
    const lonely = settingsForACluster(variables, connectionOptions.apiKey);
    if (lonely !== null)
      throw new TemporalSettingsError(`There is ${lonely}, but no address: set TEMPORAL_ADDRESS as well.`);
    refuseNamedForNothing(env, file);
    // A file in the usual place may hold profiles for other programs only; a profile that was asked for by name is meant.
    if (!env['TEMPORAL_PROFILE']) return null;
  }
  refuseKeyWithoutTls(connectionOptions);
  const uiUrl = env['TEMPORAL_UI_URL'] || null;
  return connectionSettings(connectionOptions, { namespace: namespace ?? 'default', uiUrl });
}

/** Where the clients go when no address is set. */
export const DEFAULT_ADDRESS = 'localhost:7233';

/** A file that TEMPORAL_CONFIG_FILE names is meant to name a cluster. */
function refuseNamedForNothing(env: NodeJS.ProcessEnv, file: SettingsFile | null): void {
  if (!env['TEMPORAL_CONFIG_FILE'] || file === null) return;
  const profile = `[profile.${env['TEMPORAL_PROFILE'] || 'default'}]`;
  const missing = file.profile === null ? `has no ${profile}` : `has no address in its ${profile}`;
  throw new TemporalSettingsError(
    `TEMPORAL_CONFIG_FILE is ${file.path}, which ${missing}: correct the file, name the profile in TEMPORAL_PROFILE, or unset TEMPORAL_CONFIG_FILE.`,
  );
}

/** Variables that are set, with the booleans in the one spelling that the SDK knows. */
function usableVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const variables = Object.fromEntries(set);
  for (const name of ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION']) {
    const value = booleanOf(name, variables);
    if (value !== undefined) variables[name] = String(value);
  }
  if (variables['TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'] === 'true')
    throw new TemporalSettingsError(unverified('TEMPORAL_TLS_DISABLE_HOST_VERIFICATION'));
  return variables;
}

/**
 * What the `temporal` command takes: 1 and 0, true and false in any case. It ignores other spellings, and the SDK takes
 * them for "off"; here they are an error, so that nobody loses TLS over a spelling.
 */
function booleanOf(name: string, env: Record<string, string>): boolean | undefined {
  const text = env[name]?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new TemporalSettingsError(`${name} is neither true nor false: write one of these two, or 1 or 0.`);
}

/** The worker's client has no switch for it, and a setting that is ignored would look like one that works. */
export const unverified = (name: string): string =>
  `${name} cannot be switched on here, because the certificate of the server is always checked: remove it, and set ` +
  'TEMPORAL_TLS_SERVER_NAME to the name in the certificate, or TEMPORAL_TLS_SERVER_CA_CERT_PATH to its authority.';

function load(
  variables: Record<string, string>,
  file: SettingsFile | null,
): ReturnType<typeof loadClientConnectConfig> {
  // The SDK stumbles over a file without any profile.
  const source = file?.profile ? { configSource: { data: file.text } } : { disableFile: true };
  try {
    return loadClientConnectConfig({ overrideEnvVars: variables, ...source });
  } catch (error) {
    // The first line alone: the ones below may show the file, which may hold a key.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new TemporalSettingsError(
      `Temporal's settings (TEMPORAL_* variables, temporal.toml) cannot be used: ${reason.replace(/\.$/, '')}.`,
    );
  }
}

/** What shows that a cluster is meant although none is named; null for the embedded server. */
function settingsForACluster(variables: Record<string, string>, apiKey: string | undefined): string | null {
  if (apiKey !== undefined) return 'an API key for Temporal';
  const certificate = Object.keys(variables).find((name) => /^TEMPORAL_TLS_CLIENT_(CERT|KEY)_(PATH|DATA)$/.test(name));
  if (certificate !== undefined) return `a client certificate for Temporal (${certificate})`;
  return variables['TEMPORAL_TLS'] === 'true' ? 'TLS for Temporal (TEMPORAL_TLS)' : null;
}

/**
 * An API key, or another Authorization header, goes out with each call. Without TLS it may go to this machine alone,
 * where the `temporal` command sends it as well: some people have a proxy there that adds the TLS.
 */
function refuseKeyWithoutTls(options: Options): void {
  const { address = DEFAULT_ADDRESS, apiKey, tls, metadata } = options;
  const isEncrypted = (tls ?? apiKey !== undefined) !== false;
  const hasHeader = Object.keys(metadata ?? {}).some((name) => name.toLowerCase() === 'authorization');
  if (isEncrypted || (apiKey === undefined && !hasHeader) || staysHere(address)) return;
  const what = apiKey === undefined ? 'The Authorization header among the gRPC metadata' : 'The API key';
  throw new TemporalSettingsError(
    `${what} would go to ${address} without TLS, where everybody on the way can read it: set TEMPORAL_TLS=true.`,
  );
}
type Options = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** Whether a call to `host:port` stays on this machine. */
export const staysHere = (address: string): boolean => isLoopback(address.replace(/:\d+$/, '').toLowerCase());

/** The files that TLS needs, as variable and as key of `[profile.NAME.tls]`. */
const FILES = [
  { name: 'TEMPORAL_TLS_CLIENT_CERT', key: 'client_cert', is: certificate },
  { name: 'TEMPORAL_TLS_CLIENT_KEY', key: 'client_key', is: privateKey },
  { name: 'TEMPORAL_TLS_SERVER_CA_CERT', key: 'server_ca_cert', is: certificate },
] as const;

/** Read what TLS needs, so that a wrong file is named, and not a handshake that fails for an unknown reason. */
function checkCertificates(variables: Record<string, string>, file: SettingsFile | null): void {
  const inFile = file?.profile?.tls ?? {};
  const isOff = variables['TEMPORAL_TLS'] === 'false' || (inFile.disabled === true && !variables['TEMPORAL_TLS']);
  if (isOff) return;
  const given = FILES.map(({ name, key, is }) => {
    for (const kind of ['path', 'data'] as const) {
      const variable = `${name}_${kind.toUpperCase()}`;
      const value = variables[variable] ?? inFile[`${key}_${kind}`];
      if (value === undefined) continue;
      const where = variable in variables ? variable : `tls.${key}_${kind} in ${file?.path}`;
      const content = kind === 'path' ? contentOf(value, where) : value;
      if (kind === 'path' && is === privateKey) refuseExposed(value, where);
      const flaw = is(content);
      if (flaw !== null) throw new TemporalSettingsError(`${where} ${flaw}.`);
      return where;
    }
    return null;
  });
  const [cert = null, key = null] = given;
  if ((cert === null) !== (key === null))
    throw new TemporalSettingsError(
      `${cert ?? key} needs its counterpart: set ${cert === null ? 'TEMPORAL_TLS_CLIENT_CERT_PATH' : 'TEMPORAL_TLS_CLIENT_KEY_PATH'} as well.`,
    );
}

function contentOf(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'and there is no such file' : `which cannot be read (${code})`;
    throw new TemporalSettingsError(`${where} is ${path}, ${why}: correct it, or unset it.`);
  }
}

/** A private key that others can read proves nothing. */
function refuseExposed(path: string, where: string): void {
  const why = exposure(statSync(path), path, process.getuid?.());
  if (why !== null) throw new TemporalSettingsError(`${where} is ${path}, which ${why}.`);
}

function certificate(content: string): string | null {
  return parses(() => new X509Certificate(content)) ? null : 'holds no certificate in PEM form';
}

function privateKey(content: string): string | null {
  if (/ENCRYPTED/.test(content)) return 'holds an encrypted key, which cannot be opened here: decrypt it first';
  return parses(() => createPrivateKey(content)) ? null : 'holds no private key in PEM form';
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

/** The task queue of this environment's worker and of those who start runs for it: `KIRO_TASK_QUEUE`, else the usual one. */
export const taskQueueOf = (env: NodeJS.ProcessEnv): string => env['KIRO_TASK_QUEUE'] || TASK_QUEUE;
