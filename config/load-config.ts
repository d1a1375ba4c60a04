import { type Contact, contactsOf, type Person } from '../runbook/model/run-input.js';
import type { Audience, OnboardingInput } from '../runbook/onboarding/input.js';
import { looksLikeSecret } from '../runbook/secrets/secrets.js';
import { crossFieldFlaws, orgUrlOf } from './cross-field.js';
import { domainWarnings } from './domain-and-org-url.js';
import { flawsOf } from './issues.js';
import { type Flaw, type Path, pathText, type Problem } from './problem.js';
import { type FileContents, fileSchema } from './schema.js';
import { readYamlFile, type YamlFile } from './yaml-file.js';

/** A configuration that is right. */
export interface Loaded {
  input: OnboardingInput;
  warnings: string[];
  /**
   * Thumbprints of the keys that a token may be sealed to. Not part of the input: anybody who can start a run could put a key of their own there.
   */
  sealingKeys: string[];
}

/**
 * Reads `onboarding.yaml` into the workflow's input: values in normal form, defaults filled in, with sentences on what
 * is allowed but unusual. Gives every problem at once where there is any. Of the environment only OKTA_CLIENT_ORGURL
 * counts here.
 */
export async function loadConfig(options: {
  file: string;
  env: NodeJS.ProcessEnv;
}): Promise<Loaded | { problems: Problem[] }> {
  const file = await readYamlFile(options.file);
  if ('problems' in file) return file;
  const parsed = fileSchema.safeParse(file.contents);
  const secrets = credentialsIn(file);
  const others = [
    ...flawsOf(parsed.error?.issues ?? [], file.contents),
    ...crossFieldFlaws(file.contents, options.env),
  ].filter(({ path }) => !repeatsSecret(path, secrets));
  const orgUrl = orgUrlOf(file.contents, options.env);
  const flaws = [...secrets, ...others];
  if (!parsed.success || orgUrl === undefined || flaws.length > 0) {
    return { problems: flaws.map((flaw) => problemOf(flaw, file.lineOf)) };
  }
  const input = toInput(parsed.data, orgUrl);
  return { input, warnings: warningsFor(input), sealingKeys: parsed.data.sealing.keys };
}

/** Where a secret stands, as key or as value, nothing else is said: a message could repeat it. */
function repeatsSecret(path: Path, secrets: Flaw[]): boolean {
  const isKey = path.some((part) => typeof part === 'string' && looksLikeSecret(part));
  return isKey || secrets.some((secret) => secret.path.every((part, index) => part === path[index]));
}

function problemOf({ path, message, fix }: Flaw, lineOf: (path: Path) => number | null): Problem {
  return { path: pathText(path), line: lineOf(path), message, fix };
}

const SECRET_KEY = /^(.*token|.*privatekey|.*password|.*secret|apikey)$/;
const ENVIRONMENT =
  'Credentials belong in the environment: set OKTA_CLIENT_TOKEN, or OKTA_CLIENT_CLIENTID with OKTA_CLIENT_PRIVATEKEY; ' +
  'a SCIM token is asked for when it is needed. Revoke this one if the file has been shared.';

/** Whatever in the file is a credential or looks like one. */
function credentialsIn(file: YamlFile): Flaw[] {
  return file.texts.flatMap(({ path, key, text }): Flaw[] => {
    if (key !== null && looksLikeSecret(key)) {
      return [{ path: [...path.slice(0, -1), '…'], message: 'A key looks like a secret.', fix: ENVIRONMENT }];
    }
    if (key !== null && SECRET_KEY.test(key.toLowerCase().replace(/[-_ ]/g, ''))) {
      return [{ path, message: 'A credential has no place in this file.', fix: ENVIRONMENT }];
    }
    if (isPublicKey(path)) return [];
    if (text !== null && (looksLikeSecret(text) || text.includes('-----BEGIN'))) {
      return [{ path, message: 'The value looks like a secret.', fix: ENVIRONMENT }];
    }
    return [];
  });
}

/** Thumbprints and public keys have the form of a secret, and are none; a private key has another one. */
function isPublicKey(path: Path): boolean {
  return /^(sealing\.keys\.\d+|senders\.\d+\.key)$/.test(path.join('.'));
}

type Optional<T> = { [Key in keyof T]?: T[Key] | undefined };

/** The input of the workflow: sections that depend on others filled in. */
function toInput(file: FileContents, orgUrl: string): OnboardingInput {
  const { groups, users } = file.signIn;
  return {
    domain: file.domain,
    scopes: file.scopes,
    okta: { ...file.okta, orgUrl },
    tokens: file.tokens,
    signIn: file.signIn,
    provision: audienceOr(file.provision, { groups, users }),
    push: file.push,
    subscribe: { ...audienceOr(file.subscribe, { groups: file.push.groups, users: [] }), tier: file.subscribe.tier },
    pilot: file.pilot,
    dns: file.dns,
    waits: {
      syncWindowMs: file.waits.syncWindow,
      remindAfterMs: file.waits.remindAfter,
      dueAfterMs: file.waits.dueAfter,
      renewScimAccessMs: file.waits.renewScimAccess,
      reviewAccessMs: file.waits.reviewAccess,
      timeZone: file.waits.timeZone,
      ...file.waits.workingHours,
      weekends: file.waits.weekends,
    },
    people: {
      'kiro-admin': personOf(file.people.kiroAdmin),
      'okta-admin': personOf(file.people.oktaAdmin),
      'dns-admin': personOf(file.people.dnsAdmin),
      reviewers: file.people.reviewers.flatMap((one) => personOf(one) ?? []),
    },
    proof: file.people.proof,
    senders: file.senders,
    notify: file.notify,
    web: file.web,
  };
}

/** Who is named; where neither groups nor users are, the other audience. */
function audienceOr(named: Optional<Audience> | undefined, other: Audience): Audience {
  if (named?.groups === undefined && named?.users === undefined) return other;
  return { groups: named.groups ?? [], users: named.users ?? [] };
}

function personOf(person: FileContents['people']['kiroAdmin']): Person | null {
  if (person === null) return null;
  if (typeof person === 'string') return { email: person };
  const { escalateTo } = person;
  return { ...contactOf(person), ...(escalateTo === undefined ? {} : { escalateTo: contactOf(escalateTo) }) };
}

function contactOf(given: string | { email: string; slack?: string | undefined }): Contact {
  if (typeof given === 'string') return { email: given };
  const { email, slack } = given;
  return slack === undefined ? { email } : { email, slack };
}

/** What is allowed but does something else than one may expect; a sentence each. */
function warningsFor(input: OnboardingInput): string[] {
  return [...domainWarnings(input.domain), ...unusual(input)];
}

function unusual({ provision, push, subscribe, people, notify }: OnboardingInput): string[] {
  const both = push.groups.filter((group) => includes(provision.groups, group));
  const unpushed = subscribe.groups.filter((group) => !includes(push.groups, group));
  const inSlack = contactsOf(people).some(({ slack }) => slack !== undefined);
  return [
    ...(notify.slack !== null && !inSlack
      ? ['notify.slack: nobody under people has a Slack member id (slack), so nobody can answer there.']
      : []),
    ...both.map(
      (group) =>
        `push.groups: "${group}" is also assigned (provision.groups); Okta does not support one group for both, ` +
        'its members may be missing or stay too long in Kiro.',
    ),
    ...unpushed.map((group) => `subscribe.groups: "${group}" is not under push.groups, so Kiro may not know it.`),
  ];
}

function includes(groups: string[], name: string): boolean {
  return groups.some((group) => group.toLowerCase() === name.toLowerCase());
}
