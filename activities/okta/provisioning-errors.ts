import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { type JsonObject, textAt } from './json-fields.js';
import type { OktaApi } from './okta-api.js';
import { isLogUnread, logPath, targetsOf } from './system-log.js';

/** How far back a failure is looked for. Milliseconds. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Why Okta could not provision users to an application, by user id: the newest failure of each in the System Log. Empty
 * where the credentials may not read the log; that a user is missing proves nothing, since events come late.
 */
export const provisioningReasons = async (okta: OktaApi, appId: string): Promise<ReadonlyMap<string, string>> =>
  (await readReasons(okta, appId)) ?? new Map<string, string>();

/** As `provisioningReasons`; null where the credentials may not read the log (scope `okta.logs.read`, or the role). */
export const readReasons = (okta: OktaApi, appId: string): Promise<ReadonlyMap<string, string> | null> =>
  okta.once(`reasons ${appId}`, () => reasonsNow(okta, appId));

async function reasonsNow(okta: OktaApi, appId: string): Promise<Map<string, string> | null> {
  const now = okta.now();
  const path = logPath({
    from: now - LOOK_BACK_MS,
    now,
    filter: `outcome.result eq "FAILURE" and target.id eq "${appId}"`,
  });
  const reasons = new Map<string, string>();
  try {
    for await (const page of okta.pages(path)) {
      for (const event of page.filter(isProvisioning)) {
        const reason = textAt(event, 'outcome.reason');
        if (reason !== null) for (const id of usersOf(event)) reasons.set(id, NO_SECRETS.text(reason));
      }
    }
  } catch (error) {
    if (!isLogUnread(error)) throw error;
    return null;
  }
  return reasons;
}

const isProvisioning = (event: JsonObject): boolean =>
  textAt(event, 'eventType')?.startsWith('application.provision.user.') === true;

function usersOf(event: JsonObject): string[] {
  return targetsOf(event)
    .filter((target) => ['User', 'AppUser'].includes(textAt(target, 'type') ?? ''))
    .flatMap((target) => textAt(target, 'id') ?? []);
}

/** What Okta and Kiro's SCIM are known to say, and what to do then (AWS "Troubleshooting", Okta's articles on this app). */
const CURES: [RegExp, string][] = [
  [
    /unauthorized|\b401\b/i,
    'The SCIM token is wrong or expired, or the Base URL has a slash at its end: make a new token in the Kiro console and save both on the tab Provisioning, Integration.',
  ],
  [/matching user not found/i, 'Create Users is off: switch it on under Provisioning, To App.'],
  [
    /mutability/i,
    'Kiro does not let externalId change: delete the user in Kiro, so that Okta makes them anew with its own id.',
  ],
  [
    /duplicate|already exists|conflict|\b409\b/i,
    'Kiro holds another one with this name, address or externalId: delete or rename it there.',
  ],
  [
    /no (user|group) returned|is missing in|\bnot found\b/i,
    'Kiro has nothing of the id that Okta keeps of it: it was deleted there, or Okta now writes to another endpoint, as when a Kiro profile is deleted and made anew. Force Sync and Push now do not help. Remove the person, or the group that brings them, on the tab Assignments and assign them again; a pushed group: Unlink pushed group with "Delete the group in the target app", then push it anew.',
  ],
  [
    /givenName|familyName|displayName|name\.|failed to satisfy constraint/i,
    'First, last and display name must be filled and hold none of < > ; : %.',
  ],
  [/allowed limit of 1/i, 'Kiro takes one value of an attribute: map one e-mail address, one phone number.'],
  [
    /unparsable|syntactically|violates schema|bad request/i,
    'Kiro refuses an attribute: names must be filled and hold none of < > ; : %; no mapped attribute may be an empty text; department and employeeNumber must not be mapped; an address must be whole or absent; a user made by hand in Kiro must be deleted there.',
  ],
];

/** Whether Okta's reason says that the target does not know the id of what it should change. */
export const isGone = (reason: string | null): boolean =>
  reason !== null && !/matching user/i.test(reason) && /no group returned|is missing in|\bnot found\b/i.test(reason);

/** What to do about Okta's reason for a failed push of a user or a group; null where it is not known. */
export function provisioningCure(reason: string | null): string | null {
  return reason === null ? null : (CURES.find(([form]) => form.test(reason))?.[1] ?? null);
}
