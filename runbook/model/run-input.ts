import type { SenderKey, SenderMark } from '../trust/sender-keys.js';
import type { NamedOrg } from './names.js';

/** Somebody who can be told, and can answer. `slack` is a Slack user id. */
export interface Contact {
  email: string;
  slack?: string;
}

/** A person who is asked, and who is asked as well once they have not answered by the due date. */
export interface Person extends Contact {
  escalateTo?: Contact;
}

/** The three consoles have an admin each. */
export type AdminRole = 'kiro-admin' | 'okta-admin' | 'dns-admin';

/** Who is asked for what. Reviewers decide who keeps access; there may be several of them. */
export type Role = AdminRole | 'reviewer';

/** Who has which role; null where nobody is named. */
export type People = Record<AdminRole, Person | null> & { reviewers: Person[] };

/** When people are reminded. */
export interface WorkingTime {
  /** IANA name, such as `Europe/Berlin`. */
  timeZone: string;
  /** Minutes from midnight on the clock of that zone; `toMinute` is the later one. */
  fromMinute: number;
  toMinute: number;
  /** Also on Saturdays and Sundays. */
  weekends: boolean;
}

/** How long a link to the page may count. Hours. */
export const LINK_HOURS = { min: 1, max: 8_760 } as const;

/** Which messages need a proven sender. */
export type ProofRule = 'none' | 'sensitive' | 'all';

/** What every run needs to know, whatever its runbook: about whom it is, who is asked, and when. */
export interface RunInput {
  /** The company's e-mail domain: lower case, ASCII (IDN converted), no trailing dot. */
  domain: string;
  okta: NamedOrg;
  waits: WorkingTime & {
    /** Milliseconds until the first reminder; the next ones grow rarer. */
    remindAfterMs: number;
    /** Milliseconds until a question is overdue, and the person named in `escalateTo` is asked as well. */
    dueAfterMs: number;
  };
  people: People;
  /** Which messages need a proven sender; null: the sensitive ones, where the worker trusts a key. */
  proof: ProofRule | null;
  /** Narrows whom the worker trusts; empty: all of them (`runbook/trust/sender-keys.ts`). */
  senders: SenderKey[];
  /** Where people learn what happens, besides the terminal and the Web UI; null where not. */
  notify: {
    slack: { channel: string } | null;
    /** Address that signed notices are posted to. */
    webhook: string | null;
    email: { from: string; copyTo: string | null } | null;
  };
  /** The page for people who have a browser only. */
  web: {
    /** How long a link opens it. Hours. */
    linkHours: number;
  };
}

/** What counts where a configuration, or an older or hand-made input, says nothing; domain and org stand empty. */
export const RUN_INPUT_DEFAULTS: RunInput = {
  domain: '',
  okta: { orgUrl: '' },
  waits: {
    remindAfterMs: 4 * 3_600_000,
    dueAfterMs: 3 * 24 * 3_600_000,
    timeZone: 'UTC',
    fromMinute: 9 * 60,
    toMinute: 17 * 60,
    weekends: false,
  },
  people: { 'kiro-admin': null, 'okta-admin': null, 'dns-admin': null, reviewers: [] },
  proof: null,
  senders: [],
  notify: { slack: null, webhook: null, email: null },
  web: { linkHours: 7 * 24 },
};

const ADMIN_ROLES: readonly AdminRole[] = ['kiro-admin', 'okta-admin', 'dns-admin'];

/** Who is asked in that role: one person, or several reviewers. Where no reviewer is named, the Kiro admin is asked. */
export function peopleOf(role: Role, people: People): Person[] {
  if (role === 'reviewer' && reviewersOf(people).length > 0) return reviewersOf(people);
  const person = people[role === 'reviewer' ? 'kiro-admin' : role] ?? null;
  return person === null ? [] : [person];
}

/** A run of an earlier version was started without them. */
const reviewersOf = ({ reviewers }: Partial<People>): Person[] => reviewers ?? [];

/** Who is asked, as text: addresses with a comma between them; null for nobody. */
export const personText = (people: readonly Person[]): string | null =>
  people.length === 0 ? null : people.map(({ email }) => email).join(', ');

const named = (people: People): { role: Role; person: Person }[] => [
  ...ADMIN_ROLES.flatMap((role) => peopleOf(role, people).map((person) => ({ role, person }))),
  ...reviewersOf(people).map((person) => ({ role: 'reviewer' as const, person })),
];

/** Everybody whom a configuration names, those who are asked later as well. */
export const contactsOf = (people: People): Contact[] =>
  named(people).flatMap(({ person }) => [person, ...(person.escalateTo === undefined ? [] : [person.escalateTo])]);

/** The roles of a person of that address, who may be asked first or later; empty for somebody who is not named. */
export const rolesOf = (address: string, people: People): { role: Role; email: string }[] =>
  named(people).flatMap(({ role, person: { escalateTo, ...person } }) =>
    [person, ...(escalateTo === undefined ? [] : [escalateTo])].flatMap(({ email }) =>
      email.toLowerCase() === address.trim().toLowerCase() ? [{ role, email }] : [],
    ),
  );

/** Who did something, with the roles that the configuration gives them: nobody checks a name, but a reader can. */
export function withRoles(
  { by, sender = null }: { by: string | null; sender?: SenderMark | undefined },
  people: People,
): string {
  if (by === null) return sender === null ? 'somebody who gave no name' : `somebody who gave no name (${sender})`;
  const roles = named(people).flatMap(({ role, person }) =>
    person.email.toLowerCase() === by.toLowerCase() ? [role] : [],
  );
  // The operator answers for everybody (`sender.ts`).
  const isOperator = sender === 'proven' && by.includes('the operator');
  const role = roles.length === 0 ? 'no role in the configuration' : roles.join(', ');
  return `${by} (${[...(isOperator ? [] : [role]), ...(sender === null ? [] : [sender])].join(', ')})`;
}
