import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ScimAccess } from '../../activities/scim/scim-api.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { usageError } from './output-and-exit.js';
import { isUrl } from '../../runbook/model/url-of.js';

/** The SCIM access of the flags; null where none is given. @throws CommandError (2) where it is given in part. */
export async function readScimAccess(
  { scimEndpoint, scimTokenStdin }: { scimEndpoint?: string; scimTokenStdin: boolean },
  stdin: Readable,
): Promise<ScimAccess | null> {
  if (scimEndpoint === undefined && !scimTokenStdin) return null;
  if (scimEndpoint === undefined) throw usageError('--scim-token-stdin needs --scim-endpoint, too.');
  if (!scimTokenStdin) throw usageError('--scim-endpoint needs --scim-token-stdin, and the token on stdin.');
  if (!isUrl(scimEndpoint)) {
    throw usageError('--scim-endpoint is no address: copy it from the Kiro console (Settings, Identity Management).');
  }
  return { endpoint: scimEndpoint, token: await tokenFrom(stdin, '--scim-token-stdin') };
}

/** The token that comes on stdin because of that flag. @throws CommandError (2) where none comes */
export async function tokenFrom(stdin: Readable, flag: string): Promise<Secret> {
  const token = (await text(stdin)).trim();
  if (token === '') throw usageError(`${flag}: nothing came on stdin.`);
  return new Secret(token);
}
