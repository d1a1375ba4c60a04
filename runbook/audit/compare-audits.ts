import { inKeptOrder, type LastAudit, MOST_KEPT } from '../connection/last-audit.js';
import type { MutedFinding } from '../connection/record.js';
import type { Finding } from '../model/proof.js';
import type { StepId } from '../onboarding/steps.js';
import type { Sorted, Wrong } from '../verify/proven-and-wrong.js';

// What is new since the last audit, what is still so, and what is gone. A finding is gone only where somebody has looked
// again: what nobody could see this time stays as it was.

/** A finding of an audit. Ids are `<area>/<kind>/<object>`, the same each time. */
export interface AuditFinding extends Finding {
  id: string;
  step: StepId;
  label: string;
  state: 'new' | 'still';
  /** When an audit first saw it. ISO 8601. */
  since: string;
}

/** A finding that somebody has muted. */
export interface MutedSeen extends MutedFinding {
  problem: string;
}

export interface Compared {
  /** New ones first; those about people last. */
  findings: AuditFinding[];
  muted: MutedSeen[];
  /** Ids of findings that are not there any more. */
  gone: string[];
  /** How many are gone of those that were only counted. */
  goneBeyond: number;
  /** For the next audit. */
  proven: LastAudit['proven'];
  wrong: LastAudit['wrong'];
  beyond: number;
}

export interface Now extends Sorted {
  /** Nothing but what stood in the way was looked at. */
  isBlocked: boolean;
  /** ISO 8601. */
  at: string;
  configuration: string;
}

export function compareAudits(now: Now, last: LastAudit | null, mutes: readonly MutedFinding[]): Compared {
  const active = new Map(mutes.filter(({ until }) => until > now.at).map((one) => [one.finding, one]));
  const known = new Map((last?.wrong ?? []).map((one) => [one.id, one]));
  const all = eachOnce([...now.findings, ...lostSince(now, last)]).sort(inKeptOrder);
  const beyondLast = new Beyond(last);
  const findings: AuditFinding[] = [];
  const muted: MutedSeen[] = [];
  const wrong: LastAudit['wrong'] = [];
  for (const one of all) {
    const before = known.get(one.id);
    const since = before?.since ?? now.at;
    const mute = active.get(one.id);
    const isOld = (before !== undefined && before.muted !== true) || (before === undefined && beyondLast.has(one.id));
    wrong.push({ id: one.id, since, ...(mute === undefined ? {} : { muted: true as const }) });
    if (mute !== undefined) muted.push({ ...mute, problem: one.problem });
    else findings.push({ ...bare(one), state: isOld ? 'still' : 'new', since });
  }
  const there = new Set(all.map(({ id }) => id));
  const missing = (last?.wrong ?? []).filter(({ id }) => !there.has(id));
  const isLookedAt = lookedAt(now);
  const unseen = missing.filter(({ id }) => !isLookedAt(id));
  const kept = [...wrong, ...unseen].sort(inKeptOrder);
  return {
    findings: [
      ...findings.filter(({ state }) => state === 'new'),
      ...findings.filter(({ state }) => state === 'still'),
    ],
    muted,
    gone: missing.filter(({ id, muted: wasMuted }) => isLookedAt(id) && wasMuted !== true).map(({ id }) => id),
    goneBeyond: now.isBlocked ? 0 : beyondLast.left,
    proven: provenEver(now, last),
    wrong: kept.slice(0, MOST_KEPT),
    beyond: Math.max(0, kept.length - MOST_KEPT) + (now.isBlocked ? beyondLast.left : 0),
  };
}

const bare = ({ id, step, label, severity, problem, fix, url }: Finding & Wrong) => ({
  id,
  step,
  label,
  severity,
  problem,
  fix,
  url,
});

/** Two findings about one thing are one, and both say what is wrong. */
function eachOnce(findings: (Finding & Wrong)[]): (Finding & Wrong)[] {
  const byId = new Map<string, Finding & Wrong>();
  for (const one of findings) {
    const other = byId.get(one.id);
    const problem = other === undefined ? one.problem : `${other.problem} ${one.problem}`;
    byId.set(one.id, other === undefined ? one : { ...other, problem });
  }
  return [...byId.values()];
}

/** Findings that the last audit only counted: those after the last id that it kept, as many as it counted. */
class Beyond {
  left: number;
  private readonly after: { id: string } | null;

  constructor(last: LastAudit | null) {
    this.left = last?.beyond ?? 0;
    this.after = last?.wrong.at(-1) ?? null;
  }

  /** Whether this one was among them, as far as their number goes. */
  has(id: string): boolean {
    if (this.left === 0 || this.after === null || inKeptOrder({ id }, this.after) <= 0) return false;
    this.left -= 1;
    return true;
  }
}

/** What was proven before and is neither right nor wrong now. */
function lostSince(now: Now, last: LastAudit | null): (Finding & Wrong)[] {
  if (last === null) return [];
  const before = new Set(last.proven);
  const lost = now.notLookedAt
    .filter(({ id }) => before.has(id))
    .map(({ id, step, label, why, how }) => ({
      severity: 'warning' as const,
      problem: `${label}: was proven, now unknown (${why}).`,
      fix: `To look: ${how}.`,
      url: null,
      ...{ id, step, label, expected: 'as it was proven before', found: 'unknown' },
    }));
  if (last.configuration !== now.configuration) return lost;
  const seen = new Set([...now.proven, ...now.findings, ...now.notLookedAt].map(({ id }) => id));
  const absent = last.proven.filter((id) => !seen.has(id));
  return absent.length === 0 ? lost : [...lost, unknownRest(absent)];
}

/** A sentence names at most this many ids. */
const NAMED = 5;

function unknownRest(ids: string[]): Finding & Wrong {
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  return {
    severity: 'warning',
    problem: `Not looked at, though proven before: ${ids.slice(0, NAMED).join(', ')}${more}.`,
    fix: 'Put right what else is wrong: these can be looked at only then.',
    url: null,
    id: 'audit/unknown/rest',
    step: 'preflight',
    label: 'What was proven before',
    expected: 'as it was proven before',
    found: 'unknown',
  };
}

function provenEver(now: Now, last: LastAudit | null): string[] {
  const kept = last !== null && last.configuration === now.configuration ? last.proven : [];
  const wrong = new Set(now.findings.map(({ id }) => id));
  const all = new Set([...now.proven.map(({ id }) => id), ...kept.filter((id) => !wrong.has(id))]);
  return [...all]
    .map((id) => ({ id }))
    .sort(inKeptOrder)
    .slice(0, MOST_KEPT)
    .map(({ id }) => id);
}

/** What shows whether somebody has a problem of that kind, as `people/<kind>/all` (`sorted-people.ts`). */
const SIDE_OF: Readonly<Record<string, string>> = {
  'sign-in-missing': 'people/sign-in/all',
  'not-provisioned': 'people/provisioned/all',
  'not-in-provision': 'people/groups/all',
  'not-arrived': 'people/groups/all',
  stranger: 'people/groups/all',
  differs: 'people/groups/all',
  'inactive-in-kiro': 'people/groups/all',
  'gone-in-kiro': 'people/users/all',
  orphan: 'people/users/all',
};

/** Tells of the id of a finding whether somebody looked this time at what it is about. */
function lookedAt({ isBlocked, notLookedAt }: Now): (id: string) => boolean {
  const unseen = new Set(notLookedAt.map(({ id }) => id));
  return (id) => {
    if (isBlocked || unseen.has(id)) return false;
    const [area, kind = ''] = id.split('/');
    if (area === 'people') return !unseen.has(SIDE_OF[kind] ?? (kind.startsWith('seat-') ? 'people/seats/all' : ''));
    // Without an answer from Kiro nothing there was looked at.
    return area !== 'kiro' || !unseen.has('kiro/groups/all');
  };
}
