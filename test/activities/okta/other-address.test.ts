import { describe, expect, it } from 'vitest';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { oktaClient } from '../../../activities/okta/okta-client.js';
import { planOkta } from '../../../activities/okta/okta-plan.js';
import { workflowIdFor } from '../../../runbook/model/names.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { failureOf, inputFor, startOrg, TEST_PATIENCE, type Org } from './support.js';
import { Secret } from '../../../runbook/secrets/secret.js';

/** The org by its okta.com name and by its custom domain, each with the run that knows it so. */
async function orgWithDomain(): Promise<{ own: Org; custom: Org }> {
  const own = await startOrg();
  const customUrl = own.url.replace('127.0.0.1', 'localhost');
  await own.call('POST', '/console/custom-domain', { domain: new URL(customUrl).host });
  const at = (url: string): Org => {
    const client = oktaClient(
      { orgUrl: url, credentials: { mode: 'token', token: new Secret(own.token) } },
      TEST_PATIENCE,
    );
    const task = { owner: workflowIdFor({ okta: { orgUrl: url }, domain: 'example.com' }), input: inputFor(url) };
    return { ...own, client, task, okta: createOktaActivities({ client }) };
  };
  return { own: at(own.url), custom: at(customUrl) };
}

describe('the org by its other address', () => {
  it.each([
    ['custom domain', 'okta.com name', 'own', 'custom'],
    ['okta.com name', 'custom domain', 'custom', 'own'],
  ] as const)('knows by its %s what a run made by its %s', async (_other, _first, first, second) => {
    const org = await orgWithDomain();
    const connect = connectIn(org[first], await startScimTarget());
    const made = await runAll(org[first], connect);
    const steps = await planOkta(org[second].client, org[second].task);
    expect(steps.flatMap(({ writes }) => writes)).toEqual([]);
    const before = await org.own.writes();
    const found = await runAll(org[second], connect);
    expect(found.changes.filter(({ action }) => action !== 'reuse')).toEqual([]);
    expect(found).toMatchObject({ oidc: { appId: made.oidc.appId }, scim: { appId: made.scim.appId } });
    expect(found.server.issuer).toBe(made.server.issuer);
    expect(await org.own.writes()).toEqual(before);
  });

  it('is served by a worker that has the credentials by the first, and another org is not', async () => {
    const { own, custom } = await orgWithDomain();
    await own.okta.preflight(custom.task);
    await custom.okta.preflight(own.task);
    const stranger = await startOrg();
    const failure = await failureOf(own.okta.preflight(stranger.task));
    expect(failure).toMatchObject({ type: 'WrongOrg', nonRetryable: true });
  });

  it('where the org names no other address, is recognized by the id of the org', async () => {
    const org = await startOrg();
    const input = inputFor(org.url.replace('127.0.0.1', 'localhost'));
    await org.okta.preflight({ ...org.task, input });
  });
});
