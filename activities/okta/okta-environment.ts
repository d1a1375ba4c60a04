import { checkOrgUrl } from '../../runbook/model/field-forms.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { readPrivateKey } from './private-key.js';

/** Credentials or org URL that cannot work. The message is one sentence that says what is wrong and what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** How the worker signs in to the org. */
export type OktaCredentials =
  | { mode: 'token'; token: Secret }
  | { mode: 'oauth'; clientId: string; privateKey: Secret; keyId: string | null; scopes: string[] };

export interface OktaEnvironment {
  orgUrl: string;
  credentials: OktaCredentials;
}

/** Least privilege for building, checking and waiting: manage and read are asked for both, as Okta wants it. */
export const BUILD_SCOPES: readonly string[] = [
  'okta.apps.manage',
  'okta.apps.read',
  'okta.authorizationServers.manage',
  'okta.authorizationServers.read',
  'okta.groups.manage',
  'okta.groups.read',
  'okta.users.read',
  'okta.userTypes.read',
  'okta.profileMappings.manage',
  'okta.profileMappings.read',
];

/**
 * What is asked for beside those, and done without where it is not granted: the System Log alone says why Okta could not
 * provision somebody.
 */
export const OPTIONAL_SCOPES: readonly string[] = ['okta.logs.read'];

/** Reads the variables that Okta's own SDKs use. Throws a `ConfigurationError` for the first that cannot work. */
export function readEnvironment(env: NodeJS.ProcessEnv): OktaEnvironment {
  return { orgUrl: readOrgUrl(env['OKTA_CLIENT_ORGURL']), credentials: readCredentials(env) };
}

/** The org's address without a trailing slash, which would make requests go to `//api/v1` (okta-sdk-nodejs#453). */
export function readOrgUrl(text: string | undefined): string {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '')
    throw new ConfigurationError(
      'OKTA_CLIENT_ORGURL is not set: set it to the address of your Okta org, such as https://example.okta.com.',
    );
  const checked = checkOrgUrl(trimmed);
  if ('value' in checked) return checked.value;
  throw new ConfigurationError(`OKTA_CLIENT_ORGURL cannot be used. ${checked.message} ${checked.fix}`);
}

function readCredentials(env: NodeJS.ProcessEnv): OktaCredentials {
  const value = (name: string) => {
    const text = env[name]?.trim() ?? '';
    return text === '' ? null : text;
  };
  const token = value('OKTA_CLIENT_TOKEN');
  const clientId = value('OKTA_CLIENT_CLIENTID');
  const privateKey = value('OKTA_CLIENT_PRIVATEKEY');
  if (token !== null && (clientId !== null || privateKey !== null))
    throw new ConfigurationError(
      'OKTA_CLIENT_TOKEN and OKTA_CLIENT_CLIENTID or OKTA_CLIENT_PRIVATEKEY are both set: unset the one you do not use.',
    );
  if (token !== null) return { mode: 'token', token: new Secret(readToken(token)) };
  if (clientId === null && privateKey === null)
    throw new ConfigurationError(
      'No Okta credentials: set OKTA_CLIENT_CLIENTID and OKTA_CLIENT_PRIVATEKEY of a service app, or OKTA_CLIENT_TOKEN.',
    );
  if (clientId === null)
    throw new ConfigurationError('OKTA_CLIENT_PRIVATEKEY is set without OKTA_CLIENT_CLIENTID: set the client id too.');
  if (privateKey === null)
    throw new ConfigurationError('OKTA_CLIENT_CLIENTID is set without OKTA_CLIENT_PRIVATEKEY: set the key too.');
  const scopes = (value('OKTA_CLIENT_SCOPES') ?? [...BUILD_SCOPES, ...OPTIONAL_SCOPES].join(' '))
    .split(/[\s,]+/)
    .filter(Boolean);
  const wrong = scopes.find((scope) => !scope.startsWith('okta.'));
  if (wrong !== undefined)
    throw new ConfigurationError(
      `OKTA_CLIENT_SCOPES holds "${wrong.slice(0, 60)}", which is no Okta API scope: they look like okta.apps.manage.`,
    );
  return {
    mode: 'oauth',
    clientId,
    privateKey: new Secret(privateKeyOf(privateKey)),
    keyId: value('OKTA_CLIENT_KEYID'),
    scopes,
  };
}

function readToken(token: string): string {
  if (/^(SSWS|Bearer)\s/i.test(token))
    throw new ConfigurationError('OKTA_CLIENT_TOKEN must be the token alone, without "SSWS" in front.');
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new ConfigurationError('OKTA_CLIENT_TOKEN holds spaces or other characters no token has: copy it again.');
  return token;
}

function privateKeyOf(text: string): string {
  const read = readPrivateKey(text);
  if ('key' in read) return read.key;
  throw new ConfigurationError(`OKTA_CLIENT_PRIVATEKEY ${read.flaw}`);
}
