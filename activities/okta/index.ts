import type { OktaActivities, Task } from '../../runbook/outside.js';
import type { Proof } from '../../runbook/model/proof.js';
import type { OpenToken } from '../secrets/open.js';
import { trueReason } from './check-credentials.js';
import type { OktaClient } from './client.js';
import { toFailure } from './errors.js';
import { requireOrg } from './org.js';
import { preflight } from './preflight.js';
import { openSession, proofOf, type Session, soonAfterWrites, withWritten } from './session.js';
import { ensureAccessPolicy } from './steps/access-policy.js';
import { ensureAttributeMappings } from './steps/attribute-mappings.js';
import { ensureAuthorizationServer } from './steps/authorization-server.js';
import { connectProvisioning } from './steps/connect-provisioning.js';
import { ensureOidcApplication } from './steps/oidc-application.js';
import { readProvisioning } from './steps/provisioning.js';
import { ensureProvisioningAssignments } from './steps/provisioning-assignments.js';
import { ensurePushGroups } from './steps/push-groups.js';
import { ensureScimApplication } from './steps/scim-application.js';
import { ensureScopes } from './steps/scopes.js';
import { ensureSignInAssignments } from './steps/sign-in-assignments.js';
import { checkToken } from './steps/token-check.js';

export { checkCredentials } from './check-credentials.js';
export { oktaClientFromEnvironment, type OktaClient } from './client.js';
export { ConfigurationError } from './configuration-error.js';
export { checkOrg, planOkta, type Choices, type PlannedStep, type PlannedWrite } from './plan.js';
export { readOktaSide, type OktaSide, type ReadOkta, type RosterMember } from './read-side.js';
export { PLANNED_ID } from './okta-api.js';
export type { KiroSide, VerifiedStep } from './verified.js';
export { verifyOkta } from './verify.js';

export interface OktaDependencies {
  client: OktaClient;
  /** Opens a sealed SCIM token; without it the connection API is never tried, and nothing is looked up in Kiro. */
  openToken?: OpenToken;
}

/** Everything the workflow asks of one Okta org. Each method fails with an `ApplicationFailure` alone. */
export function createOktaActivities({ client, openToken }: OktaDependencies): OktaActivities {
  const activity =
    <T extends Task, R extends object>(step: (session: Session, task: T) => Promise<R>) =>
    async (task: T): Promise<Proof & R> => {
      let session: Session | null = null;
      try {
        requireOrg(client, task);
        session = openSession(client, task, 'apply');
        const result = await step(session, task);
        return { ...proofOf(session), ...result };
      } catch (error) {
        const failure = toFailure(await trueReason(error, client), client.orgUrl, client.secrets());
        throw soonAfterWrites(withWritten(failure, session), session);
      }
    };
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
  };
}
