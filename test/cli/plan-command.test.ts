import { describe, expect, it } from 'vitest';
import { plan, type Plan, planDnsRecord } from '../../cli/plan/make-plan.js';
import { planMarkdown } from '../../cli/plan/plan-markdown.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { connectIn, runAll } from '../activities/okta/run.js';
import { startScimTarget } from '../activities/okta/scim-target.js';
import { type Org, startOrg } from '../activities/okta/support.js';
import { runToEnd, workFolder, yamlFor } from './run-cli.js';

const command = async (org: Org, args: string[]) =>
  runToEnd('plan.ts', args, { cwd: workFolder(yamlFor(org.url)), env: { OKTA_CLIENT_TOKEN: org.token } });

/** The org with the objects of the run that the command would join. */
async function builtOrg(): Promise<Org> {
  const org = await startOrg();
  org.task.owner = workflowIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
  await runAll(org, connectIn(org, await startScimTarget()));
  return org;
}

describe('plan', () => {
  it('says of each step what a run would do, and writes nothing', async () => {
    const org = await startOrg();
    const made = await plan(org.client, org.task.input);
    expect(made.steps.map(({ id }) => id)).toEqual(ONBOARDING_STEPS.ids);
    const action = (id: string) => made.steps.find((step) => step.id === id)?.action;
    expect(['oidc-application', 'push-groups'].map(action)).toEqual(['create', 'create']);
    expect(['kiro-profile', 'dns-record', 'provisioning-connection'].map(action)).toEqual(Array(3).fill('person'));
    expect(['dns-propagation', 'sync-window', 'preflight'].map(action)).toEqual(['wait', 'wait', 'reuse']);
    expect(await org.writes()).toEqual([]);
    expect(planMarkdown(made, org.task.input)).toContain(`**${made.changes} writes to Okta**`);
  });

  it('shows what the worker would write to DNS, or why the DNS admin would be asked', async () => {
    const org = await startOrg();
    const create = { object: 'TXT record "example.com"', action: 'create' as const, fields: [] };
    const made = await plan(org.client, org.task.input, {
      record: { evidence: [], changes: [create], warnings: [] },
    });
    expect(made.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ action: 'create', changes: [create] });
    expect(planMarkdown(made, org.task.input)).toContain(`${made.calls.writes} writes to Okta, 1 write to DNS`);
    const rfc2136 = { server: '127.0.0.1:1', zone: null, keyName: 'kiro-key', algorithm: 'hmac-sha256' as const };
    const dns = { ...org.task.input.dns, publish: 'rfc2136' as const, rfc2136 };
    const { changes, warnings } = await planDnsRecord({ ...org.task.input, dns }, {});
    expect([changes, warnings.join()]).toEqual([[], expect.stringContaining('RFC2136_TSIG_SECRET is not set')]);
  });

  it('shows a drifted field with its old and its new value', async () => {
    const org = await builtOrg();
    const [app] = (await org.call('GET', '/api/v1/apps?q=Kiro-OIDC')) as { id: string; settings: object }[];
    const full = (await org.call('GET', `/api/v1/apps/${app?.id}`)) as { settings: { oauthClient: object } };
    const oauthClient = { ...full.settings.oauthClient, redirect_uris: ['http://localhost:3128/oauth/callback'] };
    await org.call('PUT', `/api/v1/apps/${app?.id}`, { ...full, settings: { ...full.settings, oauthClient } });
    const made = await plan(org.client, org.task.input);
    expect(made.steps.filter(({ action }) => action === 'change').map(({ id }) => id)).toEqual(['oidc-application']);
    const text = planMarkdown(made, org.task.input);
    expect(text).toContain('change OIDC application "Kiro-OIDC"');
    expect(text).toMatch(/`settings\.oauthClient\.redirect_uris`: `\["http:[^,]*"\]` → `\[.*"kiro:[^,]*"\]`/);
  });

  it('reads the same in a change ticket from one day to the next', async () => {
    const org = await startOrg();
    org.task.owner = workflowIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
    const ticket = async () => {
      const text = planMarkdown(await plan(org.client, org.task.input), org.task.input);
      // Digits with a full stop would begin a list; the name of a real org has none.
      const ids = text
        .replaceAll('127&#46;0.0.1', '127.0.0.1')
        .replace(/\b(0oa|00g|00u|aus|scp|00p|0pr|prm)[0-9A-Za-z]{17}\b/g, '$1…');
      return ids.replaceAll(new URL(org.url).host, 'example.okta.com').replace(/kiro-example\.com-\w+/g, 'kiro-…');
    };
    await expect(await ticket()).toMatchFileSnapshot('plans/empty.md');
    const { oidc } = await runAll(org);
    const path = `/api/v1/apps/${oidc.appId}`;
    const app = (await org.call('GET', path)) as { settings: { oauthClient: { redirect_uris: string[] } } };
    app.settings.oauthClient.redirect_uris = ['http://localhost:2128/oauth/callback'];
    await org.call('PUT', path, app);
    await expect(await ticket()).toMatchFileSnapshot('plans/half-done.md');
    await runAll(org, connectIn(org, await startScimTarget()));
    await expect(await ticket()).toMatchFileSnapshot('plans/complete.md');
  });

  it('waits out a passing fault', async () => {
    const org = await startOrg();
    // Longer than each of the three reads made side by side is tried again in place.
    await org.fault({ method: 'GET', path: '/api/v1/groups', kind: 'status', status: 503, times: 18 });
    const notes: string[] = [];
    expect((await plan(org.client, org.task.input, { note: (line) => notes.push(line) })).changes).toBeGreaterThan(0);
    expect(notes.join()).toContain('answered 503');
  });
});

describe('npm run plan', () => {
  it('exits with 3 when changes are planned, and prints JSON alone', async () => {
    const { code, stdout } = await command(await startOrg(), ['--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ changes: 11 + 1, findings: [] });
  });

  it('exits with 0 when nothing is to change', async () => {
    const { code, stdout } = await command(await builtOrg(), []);
    expect([code, stdout.includes('Nothing to change in Okta')]).toEqual([0, true]);
  });

  it('exits with 1 and every finding when something is in the way', async () => {
    const org = await startOrg();
    const yaml = yamlFor(org.url).replaceAll('Kiro Team', 'No Team').replace('yara@', 'nobody@');
    const env = { OKTA_CLIENT_TOKEN: org.token };
    const { code, stdout } = await runToEnd('plan.ts', [], { cwd: workFolder(yaml), env });
    expect(code).toBe(1);
    expect(stdout).toContain('There is no Okta group "No Team".');
    expect(stdout).toContain('There is no Okta user with the login nobody@example.com.');
  });

  it('exits with 1 at a namesake, with the objects to choose from', async () => {
    const org = await startOrg();
    const server = { name: 'Kiro', description: 'of somebody else', audiences: ['api://other'] };
    const { id } = (await org.call('POST', '/api/v1/authorizationServers', server)) as { id: string };
    const { code, stdout } = await command(org, ['--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ steps: [], candidates: [{ id, name: 'Kiro' }] });

    const adopted = await command(org, ['--json', '--adopt', `authorization-server=${id}`]);
    const steps = (JSON.parse(adopted.stdout) as Plan).steps;
    expect([adopted.code, steps.find((step) => step.id === 'authorization-server')?.action]).toEqual([3, 'change']);
    const renamed = await command(org, ['--rename', 'authorization-server=Kiro 2']);
    expect([renamed.code, renamed.stdout.includes('create authorization server "Kiro 2"')]).toEqual([3, true]);
  });

  it('says what is wrong also where the token is so short that it is a part of every word', async () => {
    const cwd = workFolder(yamlFor('http://127.0.0.1:9'));
    const { code, stderr } = await runToEnd('plan.ts', [], { cwd, env: { OKTA_CLIENT_TOKEN: 'a' } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('http://127.0.0.1:9 cannot be reached')]);
  });

  it.each([
    ['no configuration', undefined, [], /There is no onboarding\.yaml here: copy/],
    ['no credentials', 'http://127.0.0.1:9', [], /No Okta credentials: set/],
    ['a choice for a step without one', undefined, ['--adopt', 'scopes=x'], /--adopt takes oidc-application=…/],
    ['an unknown flag', undefined, ['--nothing'], /unknown option '--nothing'/],
  ])('exits with 2 for %s', async (_name, orgUrl, args, sentence) => {
    const cwd = workFolder(orgUrl === undefined ? undefined : yamlFor(orgUrl));
    const { code, stdout, stderr } = await runToEnd('plan.ts', args, { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
  });
});
