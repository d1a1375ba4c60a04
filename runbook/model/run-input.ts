/** Somebody who can be told, and can answer. `slack` is a Slack user id. */
export interface Contact {
  email: string;
  slack?: string;
}

/** A person who is asked, and who is asked as well once they have not answered by the due date. */
export interface Person extends Contact {
  escalateTo?: Contact;
}

/** Who is asked for what: the three consoles have an admin each. */
export type Role = 'kiro-admin' | 'okta-admin' | 'dns-admin';

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

/** What every run needs to know, whatever its runbook: about whom it is, who is asked, and when. */
export interface RunInput {
  /** The company's e-mail domain: lower case, ASCII (IDN converted), no trailing dot. */
  domain: string;
  okta: {
    /** `https://example.okta.com`, without a trailing slash. */
    orgUrl: string;
  };
  waits: WorkingTime & {
    /** Milliseconds until the first reminder; the next ones grow rarer. */
    remindAfterMs: number;
    /** Milliseconds until a question is overdue, and the person named in `escalateTo` is asked as well. */
    dueAfterMs: number;
  };
  people: Record<Role, Person | null>;
  /** Where people are told what happens, besides the terminal and the Web UI; null where not. */
  notify: {
    slack: { channel: string } | null;
    /** Address that signed notices are posted to. */
    webhook: string | null;
    email: { from: string; copyTo: string | null } | null;
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
  people: { 'kiro-admin': null, 'okta-admin': null, 'dns-admin': null },
  notify: { slack: null, webhook: null, email: null },
};

/** Everybody whom a configuration names, those who are asked later as well. */
export function contactsOf(people: RunInput['people']): Contact[] {
  return Object.values(people).flatMap((person) =>
    person === null ? [] : [person, ...(person.escalateTo === undefined ? [] : [person.escalateTo])],
  );
}

/** Who did something, with the roles that the configuration gives them: nobody checks a name, but a reader can. */
export function withRoles(by: string | null, people: RunInput['people']): string {
  if (by === null) return 'somebody who gave no name';
  const roles = Object.entries(people).flatMap(([role, person]) =>
    person !== null && person.email.toLowerCase() === by.toLowerCase() ? [role] : [],
  );
  return `${by} (${roles.length === 0 ? 'no role in the configuration' : roles.join(', ')})`;
}
