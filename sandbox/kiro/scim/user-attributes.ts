import { isObject, type Json, type JsonObject, textOf } from '../../kit/json-values.js';
import { constraint, invalid } from './scim-answers.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export const TEXTS = [
  'userName',
  'displayName',
  'nickName',
  'profileUrl',
  'title',
  'userType',
  'preferredLanguage',
  'locale',
  'timezone',
  'externalId',
] as const;
export const NAME_PARTS = [
  'formatted',
  'familyName',
  'givenName',
  'middleName',
  'honorificPrefix',
  'honorificSuffix',
] as const;
/** Lists of which AWS takes one value each, with what it keeps of a value. */
export const LISTS = {
  emails: ['value', 'type', 'primary'],
  phoneNumbers: ['value', 'type'],
  addresses: ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type', 'primary'],
  roles: ['value', 'type', 'primary'],
} as const;
export const ENTERPRISE_TEXTS = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'] as const;

/**
 * What is kept of a user as a client sent it. Refuses what AWS and Kiro refuse: missing names, empty texts, several
 * values, an e-mail address that is not primary, `refused` attributes. What AWS "does not support" (`ims`, `photos`,
 * `x509Certificates`, `entitlements`, `password`, `emails[].display`) is dropped.
 */
export function userAttributes(sent: JsonObject, refused: readonly string[]): JsonObject {
  const body = byName(sent);
  const extension = body[ENTERPRISE];
  if (isObject(extension) && refused.some((name) => present(extension[name]))) throw invalid();
  if (refused.some((name) => present(body[name]))) throw invalid();
  const kept: JsonObject = {
    ...picked(body, TEXTS, textValue),
    ...complex('name', picked(objectOf(body['name']), NAME_PARTS, textValue)),
    ...Object.fromEntries(Object.entries(LISTS).flatMap(([name, parts]) => listValue(name, body[name], parts))),
    active: booleanValue(body['active'] ?? true),
    ...complex(ENTERPRISE, enterpriseValue(objectOf(extension))),
  };
  for (const name of ['name.givenName', 'name.familyName', 'userName', 'displayName']) {
    if (textOf(kept, name) === '') throw constraint(name, 'not be null');
  }
  checkTexts(kept);
  return kept;
}

/** Checks all texts of a user; names of attributes are dotted. */
function checkTexts(kept: JsonObject): void {
  checkIdentifier('userName', textOf(kept, 'userName'), 128);
  checkIdentifier('externalId', textOf(kept, 'externalId'), 256);
  const spoken = ['displayName', 'nickName', ...NAME_PARTS.map((part) => `name.${part}`)];
  for (const name of spoken) checkSpoken(name, textOf(kept, name));
  const others = TEXTS.filter((name) => !['userName', 'externalId', ...spoken].includes(name));
  const listed = Object.entries(LISTS).flatMap(([name, parts]) => parts.map((part) => `${name}.0.${part}`));
  for (const name of [...others, ...listed]) checkText(name, textOf(kept, name));
  const [address] = Array.isArray(kept['addresses']) ? kept['addresses'] : [];
  if (isObject(address) && WHOLE_ADDRESS.some((part) => textOf(address, part) === '')) throw invalid();
}

/** What an address must have, else Okta's users are not provisioned. */
const WHOLE_ADDRESS = ['streetAddress', 'locality', 'region', 'postalCode', 'country'];

const MOST = 1024;
/** Letters, marks, symbols, numbers and punctuation; of spaces the usual ones, and no control characters. */
const CHARACTERS = /^[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00a0\u3000]*$/u;
const WITHOUT_SPACES = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]*$/u;
const UNSAFE = /[<>;:%]/;
const RESERVED = ['administrator', 'awsadministrators'];

/** A text of at most 1,024 characters without control characters. */
export function checkText(name: string, text: string): void {
  if (text.length > MOST) throw constraint(name, `have length less than or equal to ${MOST}`);
  if (!CHARACTERS.test(text)) throw invalid();
}

/** The name of a person or a group, which has no `<>;:%` either. */
export function checkSpoken(name: string, text: string): void {
  checkText(name, text);
  if (UNSAFE.test(text)) throw invalid();
}

/** A text that something is known by: without spaces, too, and none of AWS's own names. */
export function checkIdentifier(name: string, text: string, most: number): void {
  if (text.length > most) throw constraint(name, `have length less than or equal to ${most}`);
  if (!WITHOUT_SPACES.test(text) || UNSAFE.test(text)) throw invalid();
  checkReserved(text);
}

/** AWS keeps two names for itself. */
export function checkReserved(text: string): void {
  if (RESERVED.includes(text.toLowerCase())) throw invalid();
}

/** Attribute names are case-insensitive (RFC 7643, 2.1). */
function byName(sent: JsonObject): JsonObject {
  const known = [...TEXTS, ...Object.keys(LISTS), 'name', 'active', ENTERPRISE, ...ENTERPRISE_TEXTS];
  const spelled = new Map<string, string>(known.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [spelled.get(name.toLowerCase()) ?? name, value]),
  );
}

const present = (value: Json | undefined): boolean => value !== undefined && value !== null;

function picked(from: JsonObject, names: readonly string[], take: (value: Json) => Json): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = from[name];
      return value === undefined || value === null ? [] : [[name, take(value)]];
    }),
  );
}

function complex(name: string, parts: JsonObject): JsonObject {
  return Object.keys(parts).length === 0 ? {} : { [name]: parts };
}

/** Null is no value; an empty text is refused ("fields must either be null or have a literal value"). */
function textValue(value: Json): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid();
  return value;
}

/** AWS's own examples send `"false"` as text. */
function booleanValue(value: Json): boolean {
  if (value === true || value === 'true' || value === 'True') return true;
  if (value === false || value === 'false' || value === 'False') return false;
  throw invalid();
}

function objectOf(value: Json | undefined): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalid();
  return value;
}

function listValue(name: string, value: Json | undefined, parts: readonly string[]): [string, Json][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid();
  const [first] = value;
  if (first === undefined) return [];
  if (value.length > 1) throw invalid(`List attribute ${name} exceeds allowed limit of 1`);
  const take = (part: Json): Json => (typeof part === 'boolean' ? part : textValue(part));
  const item = picked(objectOf(first), parts, take);
  if (name === 'emails' && item['primary'] !== true) throw constraint('emails.primary', 'be true');
  return [[name, [item]]];
}

function enterpriseValue(extension: JsonObject): JsonObject {
  const manager = picked(objectOf(extension['manager']), ['value'], textValue);
  return { ...picked(extension, ENTERPRISE_TEXTS, textValue), ...complex('manager', manager) };
}
