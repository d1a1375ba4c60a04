import type { ConnectionNews, ConnectionObjects } from '../../runbook/connection/record.js';
import type { OnboardingRun } from './onboarding-run.js';

/** What an onboarding has to say of its connection; null before the first Okta object is there. */
export function connectionNews({ state, runbook, workflowId, runId }: OnboardingRun): ConnectionNews | null {
  const { oidcApplication: oidc, authorizationServer: server, scimApplication: scim, report } = state.facts;
  if (oidc === undefined && server === undefined && scim === undefined) return null;
  const objects: Partial<ConnectionObjects> = {
    ...(oidc === undefined ? {} : { oidcApplication: oidc.appId, clientId: oidc.clientId }),
    ...(server === undefined ? {} : { authorizationServer: server.serverId }),
    ...(scim === undefined ? {} : { scimApplication: scim.appId }),
  };
  const { startedAt, finishedAt, outcome } = state;
  const isOver = outcome !== 'running';
  const access = state.answers.scimAccessIssued;
  const checked = state.steps['scim-access'].state === 'done' && access !== undefined ? access : undefined;
  return {
    run: { runbook: runbook.name, workflowId, outcome, startedAt, finishedAt: isOver ? finishedAt : null },
    objects,
    ...(server === undefined ? {} : { issuer: server.issuer }),
    ...(checked === undefined
      ? {}
      : {
          endpoint: checked.value.endpoint,
          token: { issuedAt: checked.at, storedAt: checked.value.storedAt ?? null },
        }),
    ...(outcome === 'done' && finishedAt !== null ? { provenAt: finishedAt } : {}),
    ...(isOver && report !== undefined ? { lastReport: { sha256: report.sha256, workflowId, runId } } : {}),
  };
}
