import { looksLikeSecret } from '../runbook/secrets.js';
import type { Flaw } from './issues.js';
import type { YamlFile } from './yaml-file.js';

const SECRET_KEY = /^(.*token|.*privatekey|.*password|.*secret|apikey)$/;
const ENVIRONMENT =
  'Credentials belong in the environment: set OKTA_CLIENT_TOKEN, or OKTA_CLIENT_CLIENTID with OKTA_CLIENT_PRIVATEKEY; ' +
  'a SCIM token is asked for when it is needed. Revoke this one if the file has been shared.';

/** Whatever in the file is a credential or looks like one. */
export function credentialsIn(file: YamlFile): Flaw[] {
  return file.texts.flatMap(({ path, key, text }): Flaw[] => {
    if (key !== null && looksLikeSecret(key)) {
      return [{ path: [...path.slice(0, -1), '…'], message: 'A key looks like a secret.', fix: ENVIRONMENT }];
    }
    if (key !== null && SECRET_KEY.test(key.toLowerCase().replace(/[-_ ]/g, ''))) {
      return [{ path, message: 'A credential has no place in this file.', fix: ENVIRONMENT }];
    }
    if (text !== null && (looksLikeSecret(text) || text.includes('-----BEGIN'))) {
      return [{ path, message: 'The value looks like a secret.', fix: ENVIRONMENT }];
    }
    return [];
  });
}
