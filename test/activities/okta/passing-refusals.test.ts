import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../runbook/outside.js';
import { plan } from '../../../cli/plan/make-plan.js';
import { asTemporal } from './drive.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { failureOf, startOrg, type Org } from './support.js';

/** 403 E0000005 "Invalid session": comes and goes on a live org, no matter who asks. */
function refuse(org: Org, path: string, times: number, method?: string): Promise<void> {
  const which = method === undefined ? {} : { method };
  return org.fault({ ...which, path, times, kind: 'status', status: 403, code: 'E0000005' });
}

describe('a refusal that passes', () => {
  it('is outlasted by plan and run, wherever it comes', async () => {
    const org = await startOrg();
    await refuse(org, '/api/v1/groups*', 3);
    await refuse(org, '/api/v1/apps*', 2);
    expect((await plan(org.client, org.task.input)).findings).toEqual([]);
    await refuse(org, '/api/v1/*', 4, 'GET');
    await refuse(org, '/api/v1/apps*', 2, 'POST');
    await refuse(org, '/api/v1/authorizationServers/*/policies', 1, 'POST');
    const { changes } = await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
    expect(changes.filter(({ action }) => action === 'create')).toHaveLength(11);
  });
});

describe('a refusal that stays', () => {
  it.each([
    ['/api/v1/groups*', 'okta.groups.read', 'Application Administrator'],
    ['/api/v1/mappings', 'okta.profileMappings.read', 'Application Administrator'],
    ['/api/v1/authorizationServers', 'okta.authorizationServers.read', 'API Access Management Administrator'],
  ])('of %s names the scope %s and the role %s, in the plan and in the run', async (path, scope, role) => {
    const org = await startOrg();
    await refuse(org, path, 500);
    const { findings } = await plan(org.client, org.task.input);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.fix).toContain(scope);
    expect(findings[0]?.fix).toContain(role);
    const failure = await failureOf(asTemporal(() => org.okta.preflight(org.task)));
    expect(failure).toMatchObject({ type: 'PreflightFailed', nonRetryable: true });
    // Only a command gives its findings ids.
    const told = findings.map(({ severity, problem, fix, url }) => ({ severity, problem, fix, url }));
    expect((failure as { details: [Trouble] }).details[0].findings).toEqual(told);
  });

  it('of a write names what may write', async () => {
    const org = await startOrg();
    await refuse(org, '/api/v1/authorizationServers', 500, 'POST');
    const failure = await failureOf(
      asTemporal(() => org.okta.ensureAuthorizationServer({ ...org.task, choice: null })),
    );
    expect(failure).toMatchObject({ type: 'NeedsPerson' });
    expect((failure as Error).message).toContain('okta.authorizationServers.manage');
  });
});
