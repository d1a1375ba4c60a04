import type { LastAudit } from '../../runbook/connection/last-audit.js';
import { MOST_EVENTS } from '../../runbook/connection/last-audit.js';
import type { RunObjects, ObjectChange } from '../../runbook/outside.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { RULE_NAME } from '../okta/access-policy.js';
import { type JsonObject, textAt } from '../okta/json-fields.js';
import type { OktaApi } from '../okta/okta-api.js';
import { isLogUnread, LATE_MS, logPath, targetsOf } from '../okta/system-log.js';
import { readPolicies } from '../okta/token-check.js';
import { actorOf } from '../person/person-log.js';

const actions = (prefix: string, ...names: string[]): string[] => names.map((name) => `${prefix}.${name}`);

/** What Okta's event catalog calls a change of one of our objects. Who got an application is no such change. */
const TYPES = [
  ...actions('application.lifecycle', 'create', 'update', 'delete', 'activate', 'deactivate'),
  ...actions('app.oauth2.client.lifecycle', 'create', 'update', 'delete', 'activate', 'deactivate'),
  'application.configuration.update',
  ...actions('application.provision.group_push.mapping', 'created', 'removed'),
  ...actions('application.provision.group_push', 'activate_mapping', 'deactivate_mapping', 'removed'),
  ...actions('group.application_assignment', 'add', 'remove', 'update'),
  ...actions('oauth2.as', 'created', 'updated', 'deleted', 'activated', 'deactivated'),
  ...actions('oauth2.scope', 'created', 'updated', 'deleted'),
  ...actions('oauth2.claim', 'created', 'updated', 'deleted'),
  ...actions('policy.lifecycle', 'create', 'update', 'delete', 'activate', 'deactivate'),
  ...actions('policy.rule', 'add', 'update', 'delete', 'activate', 'deactivate'),
];

/** What is deleted is known by its name alone. */
const DELETED = ['policy.lifecycle.delete', 'policy.rule.delete'];

/** Okta keeps events no longer. Milliseconds. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** Before the first audit of a connection that nobody has proven. Milliseconds. */
const FIRST_MS = 24 * 60 * 60 * 1000;
/** At most this many pages of 200 events are read. */
const MOST_PAGES = 50;

export interface ChangesSeen {
  /** Oldest first; null where the System Log cannot be read. */
  changes: ObjectChange[] | null;
  until: string | null;
  /** Ids of the newest events, which the next look will see again. */
  events: string[];
  warnings: string[];
}

export interface Since {
  last: Pick<LastAudit, 'logUntil' | 'events'> | null;
  /** When a run last proved the connection: what came before that is known. ISO 8601. */
  provenAt: string | null;
  clientId: string | null;
}

/** Who has changed the connection's objects since the last audit, by Okta's System Log (`okta.logs.read`). */
export async function changesInLog(
  okta: OktaApi,
  objects: RunObjects,
  { last, provenAt, clientId }: Since,
): Promise<ChangesSeen> {
  const now = okta.now();
  const before = last?.logUntil ?? null;
  const asked = Date.parse(before ?? provenAt ?? new Date(now - FIRST_MS).toISOString());
  // The end of the last look is looked at again. The first look sees the same end twice as well, so that the second one knows what was there before.
  const from = Math.max(before === null ? Math.min(asked, now - LATE_MS) : asked - LATE_MS, now - KEPT_MS);
  const isOurs = await ourEvents(okta, objects, clientId);
  const seen = new Set(last?.events ?? []);
  const changes: ObjectChange[] = [];
  const late: string[] = [];
  const path = logPath({ from, now, filter: TYPES.map((type) => `eventType eq "${type}"`).join(' or ') });
  let pages = 0;
  try {
    for await (const page of okta.pages(path)) {
      for (const event of page.filter(isOurs)) {
        const id = textAt(event, 'uuid') ?? '';
        const at = textAt(event, 'published') ?? '';
        if (Date.parse(at) >= now - LATE_MS && id !== '') late.push(id);
        const isKnown = seen.has(id) || (before === null && Date.parse(at) < asked);
        if (!isKnown && textAt(event, 'outcome.result') !== 'FAILURE') changes.push(changeOf(event, at));
      }
      if ((pages += 1) === MOST_PAGES) break;
    }
  } catch (error) {
    if (!isLogUnread(error)) throw error;
    return { changes: null, until: before, events: last?.events ?? [], warnings: [] };
  }
  const warnings = [
    ...(asked < now - KEPT_MS ? [`Okta keeps its System Log for 90 days, and the last audit was before that.`] : []),
    ...(pages === MOST_PAGES
      ? ['The System Log has more events than an audit reads: look there for who else changed something.']
      : []),
  ];
  return { changes, until: new Date(now).toISOString(), events: late.slice(-MOST_EVENTS), warnings };
}

/** Okta does not document where an event names which object: anywhere counts. */
async function ourEvents(
  okta: OktaApi,
  objects: RunObjects,
  clientId: string | null,
): Promise<(event: JsonObject) => boolean> {
  const { serverId, signInAppId, scimAppId } = objects;
  const policies =
    serverId === null ? [] : (await readPolicies(okta, serverId, clientId ?? signInAppId ?? '')).policies;
  const inner = policies.flatMap(({ id, rules }) => [id, ...rules.map((rule) => rule.id)]);
  const ids = [serverId, signInAppId, scimAppId, ...inner].filter((id) => id !== null && id !== '') as string[];
  return (event) => {
    const text = JSON.stringify(event);
    if (ids.some((id) => text.includes(`"${id}"`))) return true;
    const isDeleted = DELETED.includes(textAt(event, 'eventType') ?? '');
    return isDeleted && targetsOf(event).some((target) => textAt(target, 'displayName') === RULE_NAME);
  };
}

function changeOf(event: JsonObject, at: string): ObjectChange {
  const names = targetsOf(event).map((target) => NO_SECRETS.text(textAt(target, 'displayName') ?? '', 100));
  const named = names.filter((name) => name !== '').map((name) => `"${name}"`);
  const said = NO_SECRETS.text(textAt(event, 'displayMessage') ?? '', 100);
  return {
    at,
    type: NO_SECRETS.text(textAt(event, 'eventType') ?? '', 100),
    what: [said, named.join(' and ')].filter((text) => text !== '').join(': '),
    by: actorOf(event),
  };
}
