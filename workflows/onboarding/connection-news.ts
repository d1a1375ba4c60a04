import type { ConnectionNews, ConnectionObjects } from '../../runbook/connection/record.js';
import { witnessed } from '../../runbook/model/consequences.js';
import { newsOfRun } from '../connection/keep-record.js';
import { isTakenOver, keptOf } from '../../runbook/onboarding/kept-steps.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import type { OnboardingRun } from './onboarding-run.js';

/** What an onboarding has to say of its connection; null before the first Okta object is there. */
export function connectionNews(run: OnboardingRun): ConnectionNews | null {
  const { state } = run;
  const { oidcApplication: oidc, authorizationServer: server, scimApplication: scim } = state.facts;
  if (oidc === undefined && server === undefined && scim === undefined) return null;
  const objects: Partial<ConnectionObjects> = {
    ...(oidc === undefined ? {} : { oidcApplication: oidc.appId, clientId: oidc.clientId }),
    ...(server === undefined ? {} : { authorizationServer: server.serverId }),
    ...(scim === undefined ? {} : { scimApplication: scim.appId }),
  };
  const { finishedAt, outcome } = state;
  const access = state.answers.scimAccessIssued;
  const checked = state.steps['scim-access'].state === 'done' && access !== undefined ? access : undefined;
  return {
    ...newsOfRun(run),
    objects,
    ...(server === undefined ? {} : { issuer: server.issuer }),
    ...(checked === undefined
      ? {}
      : {
          endpoint: checked.value.endpoint,
          token: { issuedAt: issuedAt(run, checked.at), storedAt: checked.value.storedAt ?? null },
        }),
    // Once it is over, so that a run tells the record no more often than before.
    ...(outcome === 'done' || outcome === 'done-with-findings' ? { kept: keptOf(run) } : {}),
    ...(outcome === 'done' && finishedAt !== null && isWhole(run) ? { provenAt: finishedAt } : {}),
  };
}

/** When the token was issued that Okta holds: a newer one that was given for the looks alone changes nothing of that. */
const issuedAt = (run: OnboardingRun, givenAt: string): string =>
  (isTakenOver(run, 'provisioning-connection') ? run.state.facts.kept?.token.issuedAt : null) ?? givenAt;

/** Steps by which people and groups reach this Kiro. */
const CONNECTED_BY: StepId[] = ['provisioning-connection', 'provisioning-assignments', 'push-groups'];

/** Whether the systems themselves have shown that the connection works; what is not configured need not be shown. */
const isWhole = (run: OnboardingRun): boolean =>
  CONNECTED_BY.every((id) => {
    const { state, confirmed } = witnessed(run, id);
    return confirmed === 'proven' || (state === 'skipped' && run.runbook.steps.of(id).idle(run.input) !== null);
  });
