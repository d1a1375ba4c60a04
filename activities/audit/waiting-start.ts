import { mayBeOnTheWay, type Start, SYNC_DELAY_MS } from '../../runbook/audit/waiting-people.js';
import type { Sorted } from '../../runbook/verify/proven-and-wrong.js';
import { requireAudience } from '../okta/audience.js';
import { textAt } from '../okta/json-fields.js';
import type { OktaApi } from '../okta/okta-api.js';
import { openSession } from '../okta/session.js';
import { isLogUnread, LATE_MS, logPath, targetsOf } from '../okta/system-log.js';
import type { WholeLook } from '../verify/verify-onboarding.js';

/** A filter that names more groups than this would make too long an address. */
const MOST_NAMED = 40;

/**
 * Since when each person of the findings waits for Kiro: since Okta assigned the application to them, or put them into a
 * pushed group in the last day, as its System Log tells. Asks nothing where nobody waits.
 */
export async function startsOfWaiting(
  { verified, client, task }: NonNullable<WholeLook['okta']>,
  { findings }: Sorted,
): Promise<(login: string) => Start> {
  const known = new Map(verified.side.people.map(({ id, login }) => [login.toLowerCase(), id]));
  const users = new Map(verified.appUsers.map((user) => [user.id, user]));
  const waits = findings.some(mayBeOnTheWay);
  const { okta } = openSession(client, task, 'plan');
  const added = waits ? await addedLately(okta, task) : new Map<string, number>();
  return (login) => {
    const id = known.get(login.toLowerCase());
    const user = id === undefined ? undefined : users.get(id);
    if (id === undefined || user === undefined || user.state === 'failed' || user.state === 'not-pushed')
      return { at: null, isHopeless: true, isWhole: true };
    const times = [user.assignedAt, added?.get(id) ?? 0].filter((at) => at > 0);
    // By Temporal's clock, as the audit's own time is.
    const at = times.length === 0 ? null : Math.max(...times) - okta.aheadMs;
    return { at, isHopeless: false, isWhole: added !== null };
  };
}

/** When people were put into a pushed group in the last day, by their ids; null where the System Log cannot be read. */
async function addedLately(
  okta: OktaApi,
  { input }: NonNullable<WholeLook['okta']>['task'],
): Promise<Map<string, number> | null> {
  const { groups } = await requireAudience(okta, { groups: input.push.groups, users: [] });
  if (groups.length === 0) return new Map();
  const ids = new Set(groups.map(({ id }) => id));
  const byGroup = [...ids].map((id) => `target.id eq "${id}"`).join(' or ');
  const now = okta.now();
  const filter = `eventType eq "group.user_membership.add"${ids.size > MOST_NAMED ? '' : ` and (${byGroup})`}`;
  const path = logPath({ from: now - SYNC_DELAY_MS - LATE_MS, now, filter });
  const added = new Map<string, number>();
  try {
    for await (const page of okta.pages(path))
      for (const event of page) {
        const targets = targetsOf(event);
        const at = Date.parse(textAt(event, 'published') ?? '');
        if (Number.isNaN(at) || !targets.some((one) => ids.has(textAt(one, 'id') ?? ''))) continue;
        for (const one of targets.filter((target) => textAt(target, 'type') === 'User'))
          added.set(textAt(one, 'id') ?? '', at);
      }
  } catch (error) {
    if (!isLogUnread(error)) throw error;
    return null;
  }
  return added;
}
