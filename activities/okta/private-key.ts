import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** A key in the form that the Okta SDK reads well, or what is wrong with the text, to be put after the variable's name. */
export type ReadKey = { key: string } | { flaw: string };

const WANTED = 'give the PEM text of the private key (newlines or \\n), or its JWK';

/**
 * A service app's private key: PEM (also with escaped newlines, in quotes or in base64, as env files and stores of secrets keep it) or
 * JWK. RSA only: the SDK signs its DPoP proof with RS256. Never repeats the text, which is a secret or lies near one.
 */
export function readPrivateKey(given: string): ReadKey {
  const text = plainText(given);
  if (text.startsWith('{') || text.startsWith('[')) return readJwk(text);
  if (text.includes('-----BEGIN')) return readPem(text);
  if (/^(~|\.{0,2}\/|[a-z]:\\|file:)/i.test(text) || /^[^\s=]+\.(pem|key|json|jwk|p8|der)$/i.test(text))
    return {
      flaw: `is the path of a file, not the key itself: ${WANTED}, such as OKTA_CLIENT_PRIVATEKEY="$(cat FILE)".`,
    };
  return { flaw: `is no private key: ${WANTED} of the service app.` };
}

/** Without quotes around it and escapes in it, and out of base64 where a PEM or a JWK is inside. */
function plainText(given: string): string {
  const text = given
    .trim()
    .replace(/^(["'])([^]*)\1$/, '$2')
    .trim();
  const decoded = /^[\w+/=\s-]{40,}$/.test(text) ? Buffer.from(text, 'base64').toString('utf8').trim() : '';
  const found = /^(-----BEGIN|\{)/.test(decoded) ? decoded : text;
  return found.startsWith('-----') ? found.replaceAll('\\r', '').replaceAll('\\n', '\n') : found;
}

function readJwk(text: string): ReadKey {
  let jwk: unknown;
  try {
    jwk = JSON.parse(text);
  } catch {
    return { flaw: `begins like JSON and is none: copy the whole JWK again, in single quotes; or ${WANTED}.` };
  }
  if (Array.isArray(jwk) || typeof jwk !== 'object' || jwk === null || 'keys' in jwk)
    return { flaw: 'is a whole key set (JWKS): give the one private key of it, an object that begins with {"kty".' };
  const fields = jwk as Record<string, unknown>;
  if (fields['kty'] !== 'RSA') return { flaw: OTHER_KIND };
  if (fields['d'] === undefined) return { flaw: `is a public key: ${WANTED}; Okta showed it once, when it was made.` };
  const key = parsed(() => createPrivateKey({ key: fields, format: 'jwk' }));
  return key === null ? { flaw: 'is a damaged JWK: copy the whole private key again.' } : { key: text };
}

function readPem(text: string): ReadKey {
  if (/BEGIN (TRUSTED )?CERTIFICATE/.test(text) && !/PRIVATE KEY/.test(text))
    return { flaw: `is a certificate: ${WANTED}.` };
  if (/ENCRYPTED/.test(text))
    return { flaw: 'is an encrypted key, which cannot be opened here: decrypt it, as with `openssl pkey -in FILE`.' };
  const key = parsed(() => createPrivateKey(text));
  // The SDK reads one form of PEM less reliably than another; PKCS 8 is the common one.
  if (key?.asymmetricKeyType === 'rsa') return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
  if (key !== null) return { flaw: OTHER_KIND };
  if (/PUBLIC KEY/.test(text) && parsed(() => createPublicKey(text)) !== null)
    return { flaw: `is a public key: ${WANTED}; Okta showed it once, when it was made.` };
  if (/OPENSSH/.test(text))
    return { flaw: 'is a key of OpenSSH: turn it into PEM with `ssh-keygen -p -m PKCS8 -f FILE`.' };
  return {
    flaw: 'is a damaged PEM: it must keep its lines (newlines or \\n) from -----BEGIN to -----END; copy it again.',
  };
}

const OTHER_KIND = 'must be an RSA key: the Okta SDK cannot sign with another kind.';

function parsed(parse: () => KeyObject): KeyObject | null {
  try {
    return parse();
  } catch {
    return null;
  }
}
