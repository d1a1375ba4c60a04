import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { isObject, textAt, type JsonObject } from './json.js';
import { isStatus } from './okta-error.js';
import type { OktaApi } from './okta-api.js';

/** How far back a failure is looked for. Milliseconds. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Why Okta could not provision users to an application, by user id: the newest failure of each in the System Log. Empty
 * where the credentials may not read the log; that a user is missing proves nothing, since events come late.
 */
export async function provisioningReasons(okta: OktaApi, appId: string): Promise<Map<string, string>> {
  const now = okta.now();
  const query = new URLSearchParams({
    since: new Date(now - LOOK_BACK_MS).toISOString(),
    until: new Date(now + 60_000).toISOString(),
    filter: `outcome.result eq "FAILURE" and target.id eq "${appId}"`,
    sortOrder: 'ASCENDING',
  });
  const reasons = new Map<string, string>();
  try {
    for await (const page of okta.pages(`/api/v1/logs?${query.toString()}`)) {
      for (const event of page.filter(isProvisioning)) {
        const reason = textAt(event, 'outcome.reason');
        if (reason !== null) for (const id of usersOf(event)) reasons.set(id, NO_SECRETS.text(reason));
      }
    }
  } catch (error) {
    if (!isStatus(error, 401, 403, 404)) throw error;
  }
  return reasons;
}

const isProvisioning = (event: JsonObject): boolean =>
  textAt(event, 'eventType')?.startsWith('application.provision.user.') === true;

function usersOf(event: JsonObject): string[] {
  const targets = Array.isArray(event['target']) ? (event['target'] as unknown[]).filter(isObject) : [];
  return targets
    .filter((target) => ['User', 'AppUser'].includes(textAt(target, 'type') ?? ''))
    .flatMap((target) => textAt(target, 'id') ?? []);
}
