import { urlOf } from '../model/url-of.js';

/** Names of variables whose values nobody should see: Okta's, AWS's, Slack's, Temporal's and our own. */
const SECRET = /TOKEN|SECRET|PASSWORD|PRIVATE_?KEY|API_?KEY|SEALING_KEY|SENDER_KEY/i;
/** These say where a secret is, or which one is meant. */
const NO_SECRET = /_(FILE|ID|KEYID|URL|PATH)$/i;
/** The secret members of a JWK (RFC 7518); the others are public. */
const IN_JWK = /"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"([^"]+)"/g;

/**
 * The secrets of an environment: variables that are named for one, and the credentials in addresses, such as those of a mail
 * server or a proxy.
 */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => {
    if (value.trim() === '') return [];
    const own = SECRET.test(name) && !NO_SECRET.test(name) ? secretsIn(value.trim()) : [];
    return [...own, ...urlSecrets(value.trim())];
  });
}

function secretsIn(value: string): string[] {
  if (!value.startsWith('{')) return [value.replaceAll('\\n', '\n').replaceAll(/-----(BEGIN|END)[A-Z ]*-----/g, '')];
  return [...value.matchAll(IN_JWK)].map(([, member = '']) => member);
}

/** A user name and a password before the last `@`, as people write them. */
const WITH_LOGIN = /^([a-z][a-z0-9+.-]*:\/\/)([^@:/?#]*):(.*)@([^@]+)$/is;

/**
 * An address as it was meant: a password that is not percent-encoded, such as `1/2`, would end the host, and the rest of it
 * would be taken for a path. An address that can be read as it stands stays.
 */
export function meantAddress(text: string): string {
  const address = text.trim();
  const url = urlOf(address);
  if (url !== null) {
    const { username, pathname, search, hash } = url;
    const isCut = [pathname, hash, /^\?[a-z.]+=/i.test(search) ? '' : search].some((part) => part.includes('@'));
    if (username !== '' || !isCut) return address;
  }
  const [, scheme = '', user = '', password = '', host = ''] = WITH_LOGIN.exec(address) ?? [];
  if (scheme === '') return address;
  const encoded = password.replace(/%(?![0-9a-f]{2})|[^%a-z0-9._~!$&'()*+,;=-]/gi, encodeURIComponent);
  return `${scheme}${user}:${encoded}@${host}`;
}

/** The credentials of an address, as they are and as they are sent (basic authorization, SMTP's AUTH PLAIN); none: empty. */
export function urlSecrets(given: string): string[] {
  const address = meantAddress(given);
  const url = urlOf(address);
  if (url === null) return [];
  const { username, password } = url;
  // A user name alone is often a token.
  const secret = password === '' ? username : password;
  if (secret === '') return [];
  const plain = decoded(secret);
  return [
    plain,
    secret,
    ...(password === '' ? [] : [`${decoded(username)}:${plain}`, `${decoded(username)}\0${plain}`]),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
