import type { OktaActivities, OldPushActivities, RotationOktaActivities } from '../../runbook/outside.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { ensureAccessPolicy } from './access-policy.js';
import { ensureSignInAssignments } from './app-assignments.js';
import { ensureAttributeMappings } from './attribute-mappings.js';
import { ensureAuthorizationServer } from './authorization-server.js';
import { findObjects } from './find-objects.js';
import { clearOldPushes } from './clear-old-pushes.js';
import { findOldPushes } from './find-old-pushes.js';
import { ensureOidcApplication } from './oidc-application.js';
import { oktaActivity } from './okta-activity.js';
import type { OktaClient } from './okta-client.js';
import { readSignIn } from './pilot-sign-in.js';
import { preflight } from './preflight.js';
import { ensureProvisioningAssignments } from './provisioning-assignments.js';
import { connectProvisioning, readProvisioning } from './provisioning-connection.js';
import { ensurePushGroups } from './push-groups.js';
import { awaitPush, readFailedPushes } from './push-seen.js';
import { putNewToken } from './put-new-token.js';
import { putBackAssignments } from './put-back.js';
import { ensureScimApplication } from './scim-application.js';
import { ensureScopes } from './scopes.js';
import { checkToken } from './token-check.js';

export interface OktaDependencies {
  client: OktaClient;
  /** Opens a sealed SCIM token; without it the connection API is never tried, and nothing is looked up in Kiro. */
  openToken?: OpenToken;
}

type EveryOktaActivity = OktaActivities & RotationOktaActivities & OldPushActivities;

/** Everything the workflow asks of one Okta org. Each method fails with an `ApplicationFailure` alone. */
export function createOktaActivities({ client, openToken }: OktaDependencies): EveryOktaActivity {
  const activity = oktaActivity(client);
  return {
    preflight: activity(preflight),
    ensureOidcApplication: activity(ensureOidcApplication),
    ensureSignInAssignments: activity(ensureSignInAssignments),
    ensureAuthorizationServer: activity(ensureAuthorizationServer),
    ensureScopes: activity(ensureScopes),
    ensureAccessPolicy: activity(ensureAccessPolicy),
    checkToken: activity(checkToken),
    ensureScimApplication: activity(ensureScimApplication),
    connectProvisioning: activity((session, task) => connectProvisioning(session, task, openToken)),
    readProvisioning: activity((session, task) => readProvisioning(session, task, openToken)),
    ensureAttributeMappings: activity(ensureAttributeMappings),
    ensureProvisioningAssignments: activity((session, task) => ensureProvisioningAssignments(session, task, openToken)),
    ensurePushGroups: activity((session, task) => ensurePushGroups(session, task, openToken)),
    readSignIn: activity(readSignIn),
    findObjects: activity(findObjects, 'plan'),
    putNewToken: activity((session, task) => putNewToken(session, task, openToken)),
    awaitPush: activity(awaitPush),
    readFailedPushes: activity(readFailedPushes),
    findOldPushes: activity((session, task) => findOldPushes(session, task, openToken)),
    clearOldPushes: activity(clearOldPushes),
    putBackAssignments: activity(putBackAssignments),
  };
}
