import type { LogEntry } from '../../runbook/person/facts.js';
import { looksLikeSecret } from '../../runbook/secrets/secrets.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { isObject, type JsonObject, textAt } from '../okta/json-fields.js';
import { provisioningCure } from '../okta/provisioning-errors.js';
import { logPath, targetsOf } from '../okta/system-log.js';
import type { LimitedReads } from './limited-reads.js';

/** Okta keeps events no longer. Milliseconds. */
const LOOK_BACK_MS = 90 * 24 * 60 * 60 * 1000;

/** What took an application away, and a sign-in that came through, beside every refusal. */
const ABOUT_PERSON = ['group.user_membership.remove', 'application.user_membership.remove'];
const SIGN_IN = 'app.oauth2.as.authorize.code';
const GROUP_LOST_APP = 'group.application_assignment.remove';

/**
 * Events of the last 90 days that say why one person was refused or lost something, newest first, in one read: 200 at most.
 * Fails where the credentials may not read the System Log.
 */
export async function personLog(reads: LimitedReads, userId: string, appIds: string[]): Promise<LogEntry[]> {
  const { okta } = reads;
  const kinds = [
    'outcome.result eq "FAILURE"',
    'outcome.result eq "DENY"',
    ...[...ABOUT_PERSON, SIGN_IN].map((type) => `eventType eq "${type}"`),
  ];
  const person = `(target.id eq "${userId}" or actor.id eq "${userId}") and (${kinds.join(' or ')})`;
  const apps = appIds.map((id) => `target.id eq "${id}"`).join(' or ');
  const filter = apps === '' ? person : `(${person}) or (eventType eq "${GROUP_LOST_APP}" and (${apps}))`;
  const now = okta.now();
  return (await reads.page(logPath({ from: now - LOOK_BACK_MS, now, filter, order: 'DESCENDING' }))).map(readEntry);
}

function readEntry(event: JsonObject): LogEntry {
  const reason = textAt(event, 'outcome.reason');
  const targets = targetsOf(event);
  return {
    at: textAt(event, 'published') ?? '',
    type: said(textAt(event, 'eventType')),
    result: said(textAt(event, 'outcome.result')),
    reason: reason === null ? null : reasonText(reason),
    knownCure: provisioningCure(reason),
    by: actorOf(event),
    targets: targets.map((target) => ({
      id: textAt(target, 'id') ?? '',
      type: said(textAt(target, 'type')),
      name: said(textAt(target, 'displayName')),
    })),
    apps: appsOf(event, targets),
  };
}

/** Types of a target or actor that is an application or an OAuth client, such as AppInstance or PublicClientApp. */
const APP_TYPE = /^(App|AppInstance|OAuthClient|\w*ClientApp)$/i;

/** A client is named by the id of its application or by its client id, as a target, as the actor, or as the caller. */
function appsOf(event: JsonObject, targets: JsonObject[]): string[] {
  const actor = event['actor'];
  const named = [...targets, ...(isObject(actor) ? [actor] : [])]
    .filter((one) => APP_TYPE.test(textAt(one, 'type') ?? ''))
    .flatMap((one) => [textAt(one, 'id'), textAt(one, 'alternateId')]);
  const caller = textAt(event, 'eventType')?.startsWith('app.oauth2.') ? textAt(event, 'client.id') : null;
  const ids = [...named, caller].flatMap((id) => (id === null || id === '' || id === 'unknown' ? [] : [id]));
  return [...new Set(ids)];
}

/** Who an event says did it, by name and address. */
export function actorOf(event: JsonObject): string {
  const [name, address] = [said(textAt(event, 'actor.displayName')), said(textAt(event, 'actor.alternateId'))];
  if (address === '' || address === 'unknown' || address === name) return name || 'somebody unknown';
  return `${name} (${address})`.trim();
}

/** What another system has said and Okta passes on. */
const reasonText = (reason: string): string =>
  looksLikeSecret(reason) ? '(a reason that is not shown because it may hold a secret)' : NO_SECRETS.text(reason);

const said = (text: string | null): string => NO_SECRETS.text(text ?? '', 200);
