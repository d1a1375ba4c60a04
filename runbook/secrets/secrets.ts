import { withoutInvisible } from '../escape/characters.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The UTF-8 text behind base64url; null where it is neither. By hand: a workflow has no Buffer and no atob. */
export function decodeBase64Url(encoded: string): string | null {
  let bits = 0;
  let held = 0;
  let escaped = '';
  for (const character of encoded) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
    held &= (1 << bits) - 1;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return null;
  }
}

/** What the protected header of a sealed token must say; `sealing/` writes and checks it. */
export const SEALED_PURPOSE = 'scim-token';
/** Form of the id (`jti`) of a sealed token: a run takes each id once. */
export const SEAL_ID = /^[A-Za-z0-9_-]{16,64}$/;

/** The fields of a sealed token's protected header that a run looks at, as far as they are texts. */
export interface SealedHeader {
  kid?: string;
  workflowId?: string;
  purpose?: string;
  /** The SCIM endpoint that the token may be sent to, raw or in its normal form (`scimEndpoint`). */
  endpoint?: string;
  jti?: string;
}

// A text may be a megabyte long, so each form is one that is searched in linear time.
// A URL ends at a bracket or a quote: what comes behind it, such as the target of a Markdown link, is searched, too.
const URL_FORM = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s()[\]<>{}"'`|\\]+/gi;
/** A password before the host, or a parameter that is named for a secret. */
const CREDENTIAL_IN_URL = /(?::\/\/[^/?#@:]*:|[?&#](?:[a-z_-]*token|api_?key|secret|password)=)([^@&#]+)/i;
const DOTTED = /[A-Za-z0-9_.-]+/g;
/** Keys in hexadecimal, such as those of TSIG; ids of AWS's access keys; Slack's tokens. They are secrets in any company. */
const KNOWN_FORMS = [
  /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/i,
  /(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/,
  /\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{10}/,
];
/** Addresses to which anybody may post who knows them: Slack's and Microsoft's incoming webhooks. */
const SECRET_ADDRESS =
  /^https?:\/\/(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|[^/]*\/.*\/IncomingWebhook\/)/i;
/** The characters of access tokens, base64, base64url and JWTs. */
const LONG_RUN = /[A-Za-z0-9+/=_.~:-]{40,}/g;

/**
 * Whether a text seems to hold a secret in plain text: an unbroken run of 40 or more characters with upper case,
 * lower case and digits, also as one part of an address's path; 64 hexadecimal digits, the id of an AWS key, a token of Slack's,
 * the address of an incoming webhook. Sealed tokens and long names made of words ("AWS-Engineering-Team-2026") are none.
 * `isEndpoint`: the text is the address of a SCIM endpoint, whose path has no form that anybody knows.
 */
export function looksLikeSecret(text: string, isEndpoint = false): boolean {
  const shown = withoutInvisible(text);
  if (KNOWN_FORMS.some((form) => form.test(shown))) return true;
  const urls = shown.match(URL_FORM) ?? [];
  if (!isEndpoint && urls.some((url) => SECRET_ADDRESS.test(url) || hasSecretPath(url))) return true;
  const rest = shown
    .replace(URL_FORM, (url) => CREDENTIAL_IN_URL.exec(url)?.[1] ?? ' ')
    .replace(DOTTED, (run) => (sealedHeader(run.replace(/^\.+/, '').replace(/\.$/, '')) === null ? run : ' '));
  return (rest.match(LONG_RUN) ?? []).some((run) => isMixed(run) && !isMadeOfWords(run));
}

/** The protected header of a compact JWE, unverified; null where the text is no JWE with a readable header. */
export function sealedHeader(jwe: string): SealedHeader | null {
  const parts = jwe.split('.');
  const [header] = parts;
  if (parts.length !== 5 || header === undefined || !/^[A-Za-z0-9_.-]+$/.test(jwe)) return null;
  const fields = parseObject(decodeBase64Url(header));
  if (fields === null || typeof fields['alg'] !== 'string' || typeof fields['enc'] !== 'string') return null;
  const text = (name: string) => (typeof fields[name] === 'string' ? { [name]: fields[name] } : {});
  return { ...text('kid'), ...text('workflowId'), ...text('purpose'), ...text('endpoint'), ...text('jti') };
}

/** Okta's and Kiro's own ids in addresses are far shorter, or have no upper case. */
function hasSecretPath(url: string): boolean {
  const path = url.replace(/^[^:]*:\/\/[^/?#]*/, '').replace(/[?#].*$/s, '');
  return path.split('/').some((part) => part.length >= 40 && isMixed(part) && !isMadeOfWords(part));
}

function isMixed(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /[0-9]/.test(run);
}

/** Every part is letters alone or digits alone: what chance gives a random text of this length once in a thousand. */
function isMadeOfWords(run: string): boolean {
  return run.split(/[^A-Za-z0-9]+/).every((part) => /^([A-Za-z]*|[0-9]*)$/.test(part) && part.length <= 20);
}

function parseObject(json: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
