import { clip } from '../../runbook/words/phrases.js';
import { visible } from '../../runbook/escape/characters.js';
import { NOTHING_THERE, type TxtMiss, type TxtQuery } from '../../runbook/outside.js';
import type { DnsReport } from './dns-report.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LONGEST = 15 * MINUTE;
const HOUR = 60 * MINUTE;

/**
 * When to look again, by the age of the wait: after 1 to 2 seconds in the first minute, then after a thirtieth of the
 * age, at most 15 minutes. Milliseconds.
 * @param keptForMs how long a resolver may keep its older answer: nothing changes before.
 */
export function nextLookMs(ageMs: number, keptForMs = 0): number {
  const age = Math.max(ageMs, 0);
  const byAge = age < MINUTE ? SECOND + age / 60 : age / 30;
  return Math.round(Math.min(Math.max(byAge, keptForMs), LONGEST));
}

/** When to look again at a record that stands: after five minutes in the first hour, later at most after an hour. */
export function nextWatchMs(ageMs: number): number {
  return Math.round(Math.min(Math.max(ageMs / 12, 5 * MINUTE), HOUR));
}

/** A miss is kept with the run and goes into mails: characters of a sentence, and how many more of them. */
const LONGEST_SENTENCE = 400;
const MOST_MORE = 4;

/** What is wrong with servers or their zone, and not with the record that a person has made. */
const NOT_THE_RECORD = new Set([
  'delegation-differs',
  'server-without-address',
  'lame',
  'refused',
  'servfail',
  'malformed',
  'silent',
  'stale-secondary',
  'resolver-silent',
]);

/** Resolvers keep a "no" for three hours at most, unless somebody has set them up otherwise. Milliseconds. */
const CACHED_TOO_LONG_MS = 4 * 60 * 60 * 1000;

/**
 * What a look saw instead of the record, for the person who can fix it.
 * @param ageMs how long the wait has lasted
 */
export function missOf({ outcome, hints, summary }: DnsReport, ageMs: number): TxtMiss {
  const first = hints.find(({ code }) => !NOT_THE_RECORD.has(code));
  const others = hints.filter((hint) => hint !== first).map(({ problem, fix }) => sentence(`${problem} ${fix}`));
  const codes = [...new Set(hints.map(({ code }) => code))].sort();
  const isLate = outcome === 'cached' && ageMs > CACHED_TOO_LONG_MS;
  return {
    kind: [outcome, ...codes, ...(isLate ? ['late'] : [])].join(' '),
    problem: sentence(first?.problem ?? summary),
    fix: first === undefined ? null : sentence(first.fix),
    more: others.slice(0, MOST_MORE),
    isPublished: outcome === 'cached' && !isLate,
  };
}

/** DNS could not be asked at all. */
export const unaskedMiss = (reason: string): TxtMiss => ({
  kind: 'unasked',
  problem: sentence(reason),
  fix: 'Check that the machine of the worker reaches the DNS resolvers (dns.resolvers in onboarding.yaml).',
  more: [],
  isPublished: false,
});

/**
 * Whether the run should know of this miss now. A record in the wrong place, or with a wrong value, does not fix itself,
 * so the run hears of it at once; likewise when only a resolver is behind. Anything else may pass, and counts once it lasts.
 */
export function isNews(miss: TxtMiss, { told, graceMs = 0 }: TxtQuery, ageMs: number): boolean {
  if (told === undefined || told === miss.kind) return false;
  const isForPerson = miss.kind.startsWith(`${NOTHING_THERE} `) && miss.fix !== null;
  return isForPerson || miss.isPublished || ageMs >= graceMs;
}

const sentence = (text: string): string => clip(visible(text), LONGEST_SENTENCE);
