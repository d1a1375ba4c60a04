import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Difference } from '../../runbook/roster/facts.js';
import type { ScimUser } from './scim-shapes.js';

/** Somebody of an Okta group. Kiro's `userName` is Okta's login, its `externalId` Okta's id. */
export interface Expected {
  login: string;
  externalId: string;
  givenName: string;
  familyName: string;
  /** Whether they should be there: active, and provisioned. Others are only known, so that they are no strangers. */
  due: boolean;
}

const difference = z.object({
  attribute: z.enum(['userName', 'externalId', 'active', 'givenName', 'familyName']),
  found: z.string(),
  wanted: z.string(),
});

/** How far a group has been read; small however many members it has, as long as they are as expected. */
export const checkpoint = z.object({
  /** A hash of the group and the people expected in it: for any others the count starts again. */
  subject: z.string(),
  /** Where to go on: a cursor, or a number of people; null where all is read. */
  next: z.string().nullable(),
  /** A bit for each expected one, as base64. */
  seen: z.string(),
  strangers: z.array(z.string()),
  differences: z.array(z.tuple([z.string(), z.array(difference)])),
});
export type Checkpoint = z.output<typeof checkpoint>;

/** With more strangers and differences than this nothing is kept with the heartbeats: a new attempt reads the group again. */
const KEPT = 500;

/** Counts the members of a group against those who are expected, one page after another. */
export class Tally {
  readonly subject: string;
  readonly strangers: string[] = [];
  readonly differences = new Map<string, Difference[]>();
  private readonly seen: Uint8Array;
  private readonly byLogin = new Map<string, number>();
  private readonly byExternalId = new Map<string, number>();

  constructor(
    groupId: string,
    readonly expected: readonly Expected[],
  ) {
    this.seen = new Uint8Array(Math.ceil(expected.length / 8));
    const hash = createHash('sha256').update(groupId);
    expected.forEach(({ login, externalId }, index) => {
      hash.update(`\n${login}`);
      this.byLogin.set(login.toLowerCase(), index);
      if (externalId !== '') this.byExternalId.set(externalId, index);
    });
    this.subject = hash.digest('base64url');
  }

  /** Takes a user of Kiro's as a member. Who was renamed on one side only is known by `externalId`. */
  take(member: ScimUser): void {
    const index = this.byLogin.get(member.userName.toLowerCase()) ?? this.byExternalId.get(member.externalId ?? '');
    const person = index === undefined ? undefined : this.expected[index];
    if (index === undefined || person === undefined) {
      this.strangers.push(member.userName);
      return;
    }
    this.seen[index >> 3] = (this.seen[index >> 3] ?? 0) | (1 << (index & 7));
    const differing = differencesOfUser(person, member);
    if (differing.length > 0) this.differences.set(person.login.toLowerCase(), differing);
  }

  has(index: number): boolean {
    return ((this.seen[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  /** What to keep, so that another try can go on at `next`; null where that is too much. */
  checkpoint(next: string | null): Checkpoint | null {
    if (this.strangers.length + this.differences.size > KEPT) return null;
    const seen = Buffer.from(this.seen).toString('base64');
    return { subject: this.subject, next, seen, strangers: this.strangers, differences: [...this.differences] };
  }

  /** Takes over what an earlier try has read; false where that was of another group or other people. */
  resume(from: Checkpoint): boolean {
    const seen = Buffer.from(from.seen, 'base64');
    if (from.subject !== this.subject || seen.length !== this.seen.length) return false;
    this.seen.set(seen);
    this.strangers.push(...from.strangers);
    for (const [login, list] of from.differences) this.differences.set(login, list);
    return true;
  }

  /** Forgets everything, to start again. */
  clear(): void {
    this.seen.fill(0);
    this.strangers.length = 0;
    this.differences.clear();
  }
}

/** What of a user in Kiro is not as Okta has it. */
export function differencesOfUser(person: Expected, member: ScimUser): Difference[] {
  const pairs: [Difference['attribute'], string, string][] = [
    ['userName', member.userName.toLowerCase(), person.login.toLowerCase()],
    ['externalId', member.externalId ?? '', person.externalId],
    ['active', String(member.active ?? true), String(person.due || (member.active ?? true))],
    ['givenName', member.name?.givenName ?? '', person.givenName],
    ['familyName', member.name?.familyName ?? '', person.familyName],
  ];
  return pairs.flatMap(([attribute, found, wanted]) =>
    found.trim() === wanted.trim() ? [] : [{ attribute, found: found.slice(0, 100), wanted: wanted.slice(0, 100) }],
  );
}
