import type { NoticeEvent } from '../model/notice-events.js';
import { peopleOf, type Role } from '../model/run-input.js';
import { ONBOARDING_STEPS } from '../onboarding/steps.js';
import type { AuditSeen, ObjectChange } from '../outside/audit.js';
import { clip, counted } from '../words/phrases.js';
import type { AuditFinding } from './compare-audits.js';
import type { AuditInput } from './audit-state.js';

type Seen = Pick<AuditSeen, 'findings' | 'found' | 'gone' | 'changes' | 'changesInAll'>;

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
    const still = findings.length - fresh.length;
    const parts = [
      named(
        counted(fresh.length, 'new finding', 'new findings'),
        fresh.map(({ problem, fix, id }) => `${problem} ${fix} (${id})`),
      ),
      named(counted(gone.length, 'finding is gone', 'findings are gone'), gone),
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

/** What is gone is known by its id alone. */
function roleOfId(id: string): Role {
  if (id.startsWith('dns/')) return 'dns-admin';
  return id.startsWith('kiro/') || id.startsWith('people/') ? 'kiro-admin' : 'okta-admin';
}
