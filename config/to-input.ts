import type { Audience, Contact, OnboardingInput, Person } from '../runbook/input.js';
import type { FileContents } from './schema.js';

type Optional<T> = { [Key in keyof T]?: T[Key] | undefined };

/** The input of the workflow: sections that depend on others filled in. */
export function toInput(file: FileContents, orgUrl: string): OnboardingInput {
  const { groups, users } = file.signIn;
  return {
    domain: file.domain,
    scopes: file.scopes,
    okta: { ...file.okta, orgUrl },
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
      timeZone: file.waits.timeZone,
      ...file.waits.workingHours,
      weekends: file.waits.weekends,
    },
    people: {
      'kiro-admin': personOf(file.people.kiroAdmin),
      'okta-admin': personOf(file.people.oktaAdmin),
      'dns-admin': personOf(file.people.dnsAdmin),
    },
    notify: file.notify,
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
