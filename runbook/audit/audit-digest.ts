import type { NoticeEvent } from '../model/notice-events.js';
import { peopleOf, type Role } from '../model/run-input.js';
import { ONBOARDING_STEPS } from '../onboarding/steps.js';
import type { AuditSeen, ObjectChange } from '../outside/audit.js';
import { clip, counted } from '../words/phrases.js';
import type { AuditFinding, Compared } from './compare-audits.js';
import type { AuditInput } from './audit-state.js';

type Seen = Pick<AuditSeen, 'findings' | 'found' | 'inAll' | 'gone' | 'changes' | 'changesInAll'>;

/** Whether an audit has anything to tell that the one before it had not told. */
export const hasNews = ({ found, changesInAll }: Seen): boolean => found.new > 0 || found.gone > 0 || changesInAll > 0;

/** A digest names at most this many findings or changes. */
const NAMED = 5;
/** Characters of each at most. */
const LENGTH = 300;

/**
 * What is new, for each role that can do something about it: a finding goes to the person who is asked for help with its
 * step, a change in Okta to the Okta admin. Nothing where nothing is new.
 */
export function digestOf(
  seen: Seen,
  { domain, people }: AuditInput,
): (Pick<NoticeEvent, 'text' | 'to'> & { kind: 'warning' })[] {
  const roles: Role[] = ['okta-admin', 'kiro-admin', 'dns-admin'];
  return roles.flatMap((role) => {
    const findings = seen.findings.filter((one) => roleOf(one) === role);
    const fresh = findings.filter(({ state }) => state === 'new');
    const gone = seen.gone.filter((id) => roleOfId(id) === role);
    const changes = role === 'okta-admin' ? (seen.changes ?? []) : [];
    if (fresh.length === 0 && gone.length === 0 && changes.length === 0) return [];
    const of = seen.inAll?.[role] ?? { new: fresh.length, still: findings.length - fresh.length, gone: gone.length };
    const { still } = of;
    const parts = [
      named(
        counted(of.new, 'new finding', 'new findings'),
        fresh.map(({ problem, fix, id }) => `${problem} ${fix} (${id})`),
        of.new,
      ),
      named(counted(of.gone, 'finding is gone', 'findings are gone'), gone, of.gone),
      named('Changed in Okta', changes.map(changeText), role === 'okta-admin' ? seen.changesInAll : 0),
      still === 0 ? '' : `${counted(still, 'finding is', 'findings are')} still there.`,
    ].filter((part) => part !== '');
    const to = peopleOf(role, people).map(({ email }) => email);
    return [{ kind: 'warning' as const, to, text: `Audit of ${domain}, for the ${role}: ${parts.join(' ')}` }];
  });
}

function named(what: string, all: string[], inAll = all.length): string {
  if (all.length === 0) return '';
  const rest = inAll - Math.min(all.length, NAMED);
  const shown = all.slice(0, NAMED).map((text) => clip(text, LENGTH));
  return `${what}: ${shown.join('; ')}${rest > 0 ? `; and ${rest} more in the report` : ''}.`.replace(/\.\.$/, '.');
}

export const changeText = ({ at, type, what, by }: ObjectChange): string =>
  `${what} (${type}) by ${by} at ${at.slice(0, 16).replace('T', ' ')} UTC`;

const roleOf = ({ step }: AuditFinding): Role => ONBOARDING_STEPS.of(step).helper;

/** The findings that a run carries along, in their order: at most `most`, and some of each role and state in any case. */
export function toldOf(findings: readonly AuditFinding[], most: number): AuditFinding[] {
  const kinds = new Map<string, number>();
  const isForSure = (one: AuditFinding): boolean => {
    const kind = `${roleOf(one)} ${one.state}`;
    const before = kinds.get(kind) ?? 0;
    kinds.set(kind, before + 1);
    return before < NAMED;
  };
  const sure = new Set(findings.filter(isForSure));
  let left = most - sure.size;
  return findings.filter((one) => sure.has(one) || (left -= 1) >= 0);
}

/** How many findings there are in all for each role. */
export function inAllOf({ findings, gone }: Pick<Compared, 'findings' | 'gone'>): NonNullable<AuditSeen['inAll']> {
  const counts: NonNullable<AuditSeen['inAll']> = {};
  const of = (role: Role) => (counts[role] ??= { new: 0, still: 0, gone: 0 });
  for (const one of findings) of(roleOf(one))[one.state] += 1;
  for (const id of gone) of(roleOfId(id)).gone += 1;
  return counts;
}

/** What is gone is known by its id alone. */
function roleOfId(id: string): Role {
  if (id.startsWith('dns/')) return 'dns-admin';
  return id.startsWith('kiro/') || id.startsWith('people/') ? 'kiro-admin' : 'okta-admin';
}
