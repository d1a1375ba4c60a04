import { blocking, warning } from '../needs-person.js';
import { sideBySide } from '../side-by-side.js';
import { BUILD_SCOPES } from './okta-environment.js';
import { cureOf, isStatus } from './okta-error.js';
import { isPassing } from './okta-failures.js';
import type { Check, CheckFinding } from './preflight-audiences.js';
import { bucketOf } from './rate-limits.js';
import type { Session } from './session.js';
import { idOfObject } from './verified.js';

/** What the run reads, by scope family. That it may write too shows only at the first write. */
const READS: readonly [path: string, what: string][] = [
  ['apps', 'applications'],
  ['groups', 'groups'],
  ['authorizationServers', 'authorization servers'],
  ['meta/types/user', 'user types'],
  ['mappings', 'profile mappings'],
];

/**
 * The credentials' roles, scopes, and the licence for authorization servers (E0000015), and the dates of
 * Okta's answers. Wrong credentials throw.
 */
export async function access(session: Session): Promise<{ findings: CheckFinding[]; dates: string[] }> {
  const answers = await sideBySide(READS, async ([path, what]) => {
    try {
      const { headers } = await session.okta.get(`/api/v1/${path}?limit=1`);
      return { date: headers.get('date') ?? '', findings: [] };
    } catch (error) {
      if (!isStatus(error, 403) && !(isStatus(error, 401) && error.code === 'E0000015')) throw error;
      if (isPassing(error)) throw error;
      const refused = `Okta does not let the runbook read ${what} (${error.text}).`;
      return {
        date: '',
        findings: [{ ...blocking(refused, cureOf(error).fix), id: idOfObject('preflight', `read ${what}`) }],
      };
    }
  });
  return { findings: answers.flatMap(({ findings }) => findings), dates: answers.flatMap(({ date }) => date || []) };
}

/** Seconds. A client assertion lives five minutes, so a clock that is off by more cannot sign in at all. */
const [ODD, BROKEN] = [30, 240];

/** This machine's clock against the Date header of the answer that has just come. */
export function clock(dates: readonly string[], now = Date.now()): CheckFinding[] {
  const date = Date.parse(dates.at(-1) ?? '');
  const off = Number.isNaN(date) ? 0 : Math.abs(now - date) / 1000;
  if (off < ODD) return [];
  const problem = `The clock of the worker's machine is ${Math.round(off)} seconds off Okta's.`;
  const finding = (off < BROKEN ? warning : blocking)(problem, 'Set it by NTP; tokens are refused by a wrong clock.');
  return [{ ...finding, id: idOfObject('preflight', 'clock') }];
}

/**
 * A service app whose OKTA_CLIENT_SCOPES leave out what a later step writes with; reads show it by themselves. Who
 * only plans or verifies needs none of them yet.
 */
export const scopes: Check = ({ okta, input, mode }) => {
  const finding = mode === 'plan' ? warning : blocking;
  const asked = okta.client.scopes;
  if (asked === null) return [];
  return neededScopes(input.push.groups.length > 0)
    .filter((scope) => !asked.includes(scope))
    .map((scope) =>
      finding(
        `The scope ${scope} is not among OKTA_CLIENT_SCOPES.`,
        'Have it granted to the service app, add it there (or unset the variable), and restart the worker.',
      ),
    );
};

/** Push mappings alone need to manage groups. */
const neededScopes = (pushes: boolean): string[] =>
  BUILD_SCOPES.filter((scope) => scope.endsWith('.manage') && (pushes || scope !== 'okta.groups.manage'));

/** Buckets that grow with the configuration, each by one of its paths. */
const APPS = '/api/v1/apps/0oa';
const GROUPS = '/api/v1/groups/00g';

/** A look-up, a write and a read-back for each assignment and push, in the bucket of single applications. */
const CALLS_AN_OBJECT = 3;
/** Members are read in pages of this many, some three times a run. */
const [PAGE, READINGS] = [200, 3];

/** The calls that the run will make against what the answers so far say is left: it waits where that is not enough. */
export const headroom: Check = ({ okta, input }, { signIn, provision, pushed, people }) => {
  const objects = [signIn, provision].flatMap(({ groups, users }) => [...groups, ...users]).length + pushed.length;
  const pages = Math.ceil((people.signIn.length + people.provision.length) / PAGE) * READINGS;
  return [
    { path: APPS, calls: objects * CALLS_AN_OBJECT + pages },
    { path: GROUPS, calls: pages },
  ].flatMap(({ path, calls }) => {
    const seen = okta.client.limits.of(path);
    if (seen === null) return [];
    const free = Math.max(0, Math.floor(seen.remaining - seen.limit * input.okta.rateLimitReserve));
    if (calls <= free) return [];
    return [
      warning(
        `About ${calls} calls in the rate-limit bucket ${bucketOf(path)} are ahead, and ${free} of ${seen.limit} a ` +
          `minute are free beside the reserve of ${Math.round(input.okta.rateLimitReserve * 100)} %.`,
        'The run waits for the resets by itself; start it at a quieter time if that is too slow.',
      ),
    ];
  });
};
