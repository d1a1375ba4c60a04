import { DNS_PUBLISHER_NAMES, DNS_PUBLISHERS } from '../runbook/onboarding/dns-publishers.js';
import { INPUT_DEFAULTS } from '../runbook/onboarding/input.js';
import { isNameIn, recordNameOf } from '../runbook/onboarding/verification-record.js';
import { checkDomain, checkOrgAddress } from './domain-and-org-url.js';
import type { Flaw } from './problem.js';

/** The rules that look at more than one value; each is silent where a value of its own is wrong or missing. */
export function crossFieldFlaws(contents: Record<string, unknown>, env: NodeJS.ProcessEnv): Flaw[] {
  return [
    ...orgUrlFlaws(contents, env),
    ...recordNameFlaws(contents),
    ...publisherFlaws(contents),
    ...updateZoneFlaws(contents),
    ...emptyAudienceFlaws(contents),
    ...tokenFlaws(contents),
  ];
}

/** The org's address: the file's, else the environment's; undefined where neither is good. */
export function orgUrlOf(contents: Record<string, unknown>, env: NodeJS.ProcessEnv): string | undefined {
  const given = textOf(section(contents, 'okta')['orgUrl']) ?? fromEnvironment(env);
  return given === undefined ? undefined : valueOf(checkOrgAddress(given));
}

function orgUrlFlaws(contents: Record<string, unknown>, env: NodeJS.ProcessEnv): Flaw[] {
  const path = ['okta', 'orgUrl'];
  const inFile = section(contents, 'okta')['orgUrl'];
  const inEnvironment = fromEnvironment(env);
  if (inFile === undefined && inEnvironment === undefined) {
    const fix = 'Write, for example: orgUrl: https://example.okta.com (under okta), or set OKTA_CLIENT_ORGURL.';
    return [{ path, message: 'The address of the Okta org is missing.', fix }];
  }
  if (inEnvironment === undefined) return [];
  const checked = checkOrgAddress(inEnvironment);
  if ('message' in checked) return [{ path: ['OKTA_CLIENT_ORGURL'], ...checked }];
  const other = textOf(inFile) === undefined ? undefined : valueOf(checkOrgAddress(String(inFile)));
  if (other === undefined || other === checked.value) return [];
  const message = `The file says ${other}, but OKTA_CLIENT_ORGURL says ${checked.value}.`;
  return [{ path, message, fix: 'Make both the same, or leave one out.' }];
}

function recordNameFlaws(contents: Record<string, unknown>): Flaw[] {
  const recordName = nameOf(section(contents, 'dns')['recordName']);
  const domain = valueOf(checkDomain(textOf(contents['domain']) ?? ''));
  if (recordName === undefined || domain === undefined) return [];
  if (isNameIn(recordName, domain)) return [];
  const fix = `Write the whole name, such as ${domain} or _kiro.${domain}.`;
  return [{ path: ['dns', 'recordName'], message: `"${recordName}" is not in ${domain}.`, fix }];
}

/** A publisher with settings needs them, and nothing else uses them. */
function publisherFlaws(contents: Record<string, unknown>): Flaw[] {
  const dns = section(contents, 'dns');
  return DNS_PUBLISHER_NAMES.flatMap((name): Flaw[] => {
    const { settings } = DNS_PUBLISHERS[name];
    const isGiven = dns[name] !== undefined && dns[name] !== null;
    if (settings === null || isGiven === (dns['publish'] === name)) return [];
    const path = ['dns', name];
    if (isGiven) {
      const fix = `Write publish: ${name} (under dns), or leave ${name} out.`;
      return [{ path, message: `${settings.unused}, but publish is not ${name}.`, fix }];
    }
    const fix = `Write, for example: ${settings.example} (under dns).`;
    return [{ path, message: `${settings.missing} of publish: ${name} are missing.`, fix }];
  });
}

/** The zone of a dynamic update must hold the record. */
function updateZoneFlaws(contents: Record<string, unknown>): Flaw[] {
  const dns = section(contents, 'dns');
  if (dns['publish'] !== 'rfc2136') return [];
  const zone = nameOf(section(dns, 'rfc2136')['zone']);
  const name = nameOf(dns['recordName']) ?? valueOf(checkDomain(textOf(contents['domain']) ?? ''));
  if (zone === undefined || name === undefined || isNameIn(name, zone)) return [];
  const fix = 'Name the zone that holds the record, or leave the key out: the server is asked then.';
  return [{ path: ['dns', 'rfc2136', 'zone'], message: `The record ${name} is not in the zone ${zone}.`, fix }];
}

/** Nobody provisioned means that nobody reaches Kiro; an absent section means the same people as under signIn. */
function emptyAudienceFlaws(contents: Record<string, unknown>): Flaw[] {
  const { groups, users } = section(contents, 'provision');
  const isEmpty = (list: unknown) => list === undefined || (Array.isArray(list) && list.length === 0);
  if ((groups === undefined && users === undefined) || !isEmpty(groups) || !isEmpty(users)) return [];
  const fix = 'Name a group or a user, or leave provision out: then it is the same as signIn.';
  return [{ path: ['provision'], message: 'Nobody would be provisioned to Kiro.', fix }];
}

function fromEnvironment(env: NodeJS.ProcessEnv): string | undefined {
  const given = env['OKTA_CLIENT_ORGURL']?.trim();
  return given === '' ? undefined : given;
}

function section(contents: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = contents[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function nameOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : recordNameOf(text);
}

function valueOf<T>(checked: { value: T } | { message: string }): T | undefined {
  return 'value' in checked ? checked.value : undefined;
}

/** A session that ends before its access token, or before it could go unused for too long, makes no sense to Okta or people. */
function tokenFlaws(contents: Record<string, unknown>): Flaw[] {
  const given = { ...INPUT_DEFAULTS.tokens, ...section(contents, 'tokens') };
  const { accessMinutes, refreshMinutes, refreshWindowMinutes } = given;
  if (![accessMinutes, refreshMinutes, refreshWindowMinutes].every(Number.isInteger) || refreshMinutes === 0) return [];
  const path = ['tokens', 'refreshMinutes'];
  if (refreshMinutes < accessMinutes) {
    const fix = `Write 0 for no end, or at least ${accessMinutes}.`;
    return [{ path, message: `${refreshMinutes} is less than accessMinutes (${accessMinutes}).`, fix }];
  }
  if (refreshWindowMinutes <= refreshMinutes) return [];
  const fix = `Write refreshWindowMinutes: ${refreshMinutes} or less (under tokens), or a longer refreshMinutes.`;
  return [
    {
      path: ['tokens', 'refreshWindowMinutes'],
      message: `${refreshWindowMinutes} is more than refreshMinutes (${refreshMinutes}), so it would never count.`,
      fix,
    },
  ];
}
