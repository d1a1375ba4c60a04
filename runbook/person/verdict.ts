import type { Evidence } from '../model/proof.js';

/** The checks of one person, in the order in which each needs the ones before it. */
export const PERSON_CHECKS = [
  'account',
  'sign-in',
  'provisioning',
  'token',
  'system-log',
  'kiro',
  'group',
  'seat',
] as const;
export type PersonCheckId = (typeof PERSON_CHECKS)[number];

/** One check as it is shown. `unknown`: nobody could look. */
export interface PersonCheck {
  id: PersonCheckId;
  state: 'ok' | 'wrong' | 'unknown';
  text: string;
  evidence: Evidence[];
}

/** Why one person can or cannot work with Kiro: what `npm run why -- <login> --json` prints. */
export interface WhyAnswer {
  /** As Okta writes it; as it was typed where Okta knows no such person. */
  login: string;
  userId: string | null;
  /** One plain sentence. */
  answer: string;
  /** What to do; null where nothing is left to do. */
  cure: string | null;
  /** Null where nothing wrong was seen and not everything could be looked at. */
  ok: boolean | null;
  checks: PersonCheck[];
}

/** The verdict of one check, before it is put into the answer. */
export interface Judged {
  state: PersonCheck['state'];
  /** What was seen, in a few words. */
  text: string;
  evidence: Evidence[];
  /** Why it is wrong and what to do; absent where an earlier check is the cause. */
  cause?: Cause;
  /** How to look at what is unknown. */
  how?: string;
}

export interface Cause {
  /** A whole sentence that begins with the login. */
  answer: string;
  cure: string;
}

export const ok = (text: string, evidence: Evidence[] = []): Judged => ({ state: 'ok', text, evidence });

export const wrong = (text: string, cause: Cause, evidence: Evidence[] = []): Judged => ({
  state: 'wrong',
  text,
  cause,
  evidence,
});

/** Not as it should be, because of what an earlier check says; it is no cause of its own. */
export const follows = (text: string, from: PersonCheckId, evidence: Evidence[] = []): Judged => ({
  state: 'wrong',
  text: `${text}; this follows from "${CHECK_TITLES[from]}"`,
  evidence,
});

export const unknown = (why: string, how?: string): Judged => ({
  state: 'unknown',
  text: `not looked at: ${why}`,
  evidence: [],
  ...(how === undefined ? {} : { how }),
});

export const fact = (label: string, value: string, url: string | null = null): Evidence => ({ label, value, url });

/** What each check is called. */
export const CHECK_TITLES: Record<PersonCheckId, string> = {
  account: 'Okta account',
  'sign-in': 'Sign-in application',
  provisioning: 'SCIM application',
  token: 'Token',
  'system-log': 'System Log',
  kiro: 'User in Kiro',
  group: 'Pushed group',
  seat: 'Seat',
};

/** A time of an event for a sentence: `2026-11-26 12:00 UTC`. */
export const timeText = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
