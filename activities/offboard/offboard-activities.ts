import type { OffboardActivities } from '../../runbook/outside.js';
import { oktaActivity } from '../okta/okta-activity.js';
import type { OktaClient } from '../okta/okta-client.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import { endAccess } from './end-access.js';
import { findLeaver } from './find-leaver.js';
import { lookForLeaver } from './leaver-in-kiro.js';
import { readAccess } from './read-access.js';
import { revokeTokens } from './revoke-tokens.js';

/** What an offboarding asks of Okta and of Kiro's SCIM endpoint. */
export function createOffboardActivities(sides: { client: OktaClient; kiroSide: KiroSideOf }): OffboardActivities {
  const activity = oktaActivity(sides.client);
  return {
    findLeaver: activity(findLeaver),
    readAccess: activity(readAccess),
    endAccess: activity(endAccess),
    revokeTokens: activity(revokeTokens),
    lookForLeaver: activity((session, task) => lookForLeaver(session, task, sides.kiroSide)),
  };
}
