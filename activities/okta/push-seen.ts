import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { AwaitPushTask, FailedPushes, PushSeen, Task } from '../../runbook/outside.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { type AppUser, readAppUsers, someAppUsers } from './applications.js';
import { groupOf } from './groups.js';
import { type JsonObject, textAt } from './json-fields.js';
import { provisioningReasons } from './provisioning-errors.js';
import { isBroken, listMappings, reasonOf } from './push-mapping.js';
import type { Session } from './session.js';
import { isLogUnread, logPath } from './system-log.js';
import { notReady } from './waiting.js';

/** Pushes by Okta's clock, in milliseconds since the epoch; a refusal with Kiro's reason. */
interface Pushes {
  done: number[];
  refused: { at: number; reason: string }[];
}

/**
 * Whether Okta has pushed since that moment: a group, a person, or whatever the System Log tells where it may be read. A push that
 * Kiro refused for its token, with none after it that went well, needs a person: the token in Okta is not the right one.
 */
export async function awaitPush(
  session: Session,
  { appId, since, isPatient }: AwaitPushTask,
): Promise<Pick<PushSeen, 'pushedAt'>> {
  const from = (): number => Date.parse(since) + session.okta.aheadMs;
  const isSince = (at: number): boolean => at >= from();
  const listed = await listedPushes(session, appId);
  const done = listed.done.filter(isSince);
  const logged = done.length > 0 ? NOTHING : await loggedPushes(session, appId, from());
  const all = [...done, ...logged.done.filter(isSince)];
  const refused = [...listed.refused, ...logged.refused].filter(({ at }) => isSince(at));
  if (all.length === 0) {
    const [newest] = refused.sort((one, other) => other.at - one.at);
    if (newest !== undefined) throw tokenRefused(session, appId, newest.reason);
    if (isPatient) throw notReady(`Okta has pushed nothing since ${since}.`);
    return { pushedAt: null };
  }
  const first = Math.max(Math.min(...all) - session.okta.aheadMs, Date.parse(since));
  const pushedAt = new Date(first).toISOString();
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  session.evidence.push({ label: 'Okta has pushed', value: `at ${pushedAt}, without an error`, url });
  return { pushedAt };
}

const NOTHING: Pushes = { done: [], refused: [] };
const UNAUTHORIZED = /unauthorized|\b401\b/i;

/** By the lists of pushed groups and of people; of these one page, however many there are. */
async function listedPushes(session: Session, appId: string): Promise<Pushes> {
  const mappings = await listMappings(session, appId);
  const users = await someAppUsers(session, appId);
  const isDone = ({ state, pushedAt }: AppUser): boolean => state === 'synchronized' && pushedAt > 0;
  return {
    done: [
      ...mappings.filter((one) => !isBroken(one)).map((one) => Date.parse(textAt(one, 'lastPush') ?? '')),
      ...users.filter(isDone).map(({ pushedAt }) => pushedAt),
    ],
    refused: mappings.filter(isBroken).flatMap((one) => refusal(textAt(one, 'lastUpdated'), reasonOf(one))),
  };
}

/** By the System Log, which alone tells of people who were taken out; nothing where it may not be read. */
async function loggedPushes({ okta }: Session, appId: string, from: number): Promise<Pushes> {
  const path = logPath({ from, now: okta.now(), filter: `target.id eq "${appId}"` });
  const found: Pushes = { done: [], refused: [] };
  try {
    for (const event of await okta.list(path)) {
      if (textAt(event, 'eventType')?.startsWith('application.provision.') !== true) continue;
      const published = textAt(event, 'published');
      const reason = textAt(event, 'outcome.reason');
      if (textAt(event, 'outcome.result') === 'SUCCESS' && isPush(event)) found.done.push(Date.parse(published ?? ''));
      else if (reason !== null) found.refused.push(...refusal(published, NO_SECRETS.text(reason)));
    }
  } catch (error) {
    if (!isLogUnread(error)) throw error;
  }
  return found;
}

/** Making a mapping, for example, is logged under the same name and pushes nothing yet. */
const isPush = (event: JsonObject): boolean =>
  /^application\.provision\.(user\.|group_push\.pushed$)/.test(textAt(event, 'eventType') ?? '');

function refusal(at: string | null, reason: string | null): Pushes['refused'] {
  const time = Date.parse(at ?? '');
  return reason === null || !UNAUTHORIZED.test(reason) || Number.isNaN(time) ? [] : [{ at: time, reason }];
}

function tokenRefused(session: Session, appId: string, reason: string) {
  const problem = `Kiro has refused a push since the new token was put into Okta: ${reason.replace(/\.+$/, '')}.`;
  const fix =
    'Paste the new token again (tab Provisioning, Integration, Edit, API Token, Test API Credentials, Save), choose Push now ' +
    'for one group on the tab Push Groups, and answer with stepDone: the push is looked for again.';
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'provisioning');
  return needsPersonFor([blocking(problem, fix, url)]);
}

/** How many of those that could not be pushed are named. */
const NAMED = 20;

/** A person or a group whose push has failed. */
interface FailedPush {
  name: () => Promise<string>;
  /** In Okta's words; null where it gives none. */
  reason: string | null;
  /** When, by Okta's clock; milliseconds since the epoch. */
  at: number;
}

/**
 * See `RotationOktaActivities.readFailedPushes`. What failed for another reason than the token, such as a name that Kiro does
 * not take, no new token puts right, and a rotation must not wait for it.
 */
export async function readFailedPushes(
  session: Session,
  { appId, since }: Task & { appId: string; since: string },
): Promise<Pick<FailedPushes, 'named' | 'total' | 'others'>> {
  const users = (await readAppUsers(session, appId)).filter(({ state }) => state === 'failed');
  const groups = (await listMappings(session, appId)).filter(isBroken);
  const reasons = users.length === 0 ? new Map<string, string>() : await provisioningReasons(session.okta, appId);
  const failed: FailedPush[] = [
    ...users.map(({ id, login, updatedAt }) => ({
      name: () => Promise.resolve(login),
      reason: reasons.get(id) ?? null,
      at: updatedAt,
    })),
    ...groups.map((mapping) => ({
      name: async () => {
        const id = textAt(mapping, 'sourceGroupId') ?? '';
        return `group "${(await groupOf(session.okta, id))?.name ?? id}"`;
      },
      reason: reasonOf(mapping),
      at: Date.parse(textAt(mapping, 'lastUpdated') ?? ''),
    })),
  ];
  const from = Date.parse(since) + session.okta.aheadMs;
  const isOfToken = ({ reason, at }: FailedPush): boolean => (reason === null ? at >= from : UNAUTHORIZED.test(reason));
  const [mine, others] = [failed.filter(isOfToken), failed.filter((one) => !isOfToken(one))];
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'assignments');
  session.evidence.push(
    { label: 'People and groups in error for the token', value: String(mine.length), url },
    ...(others.length === 0 ? [] : [{ label: 'In error for another reason', value: String(others.length), url }]),
  );
  return { ...(await namedOf(mine)), others: await namedOf(others) };
}

async function namedOf(failed: FailedPush[]): Promise<{ named: string[]; total: number }> {
  const named: string[] = [];
  for (const { name, reason } of failed.slice(0, NAMED))
    named.push(`${await name()}: ${reason ?? 'Okta gives no reason'}`);
  return { named, total: failed.length };
}
