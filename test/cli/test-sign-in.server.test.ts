import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { testSignIn, type Wanted } from '../../cli/sign-in/try-sign-in.js';
import { REDIRECT_PORTS } from '../../runbook/onboarding/guide.js';
import { runAll } from '../activities/okta/run.js';
import { startOrg, type Org } from '../activities/okta/support.js';
import { sharedDevServer } from '../support/temporal.js';
import { calmWorld } from '../workflows/fake-world.js';
import { bundled, isAsked, quiet, reportOf, until, withRun } from '../workflows/harness.js';
import { startCommand, workFolder } from './run-cli.js';

const SCOPES = ['codewhisperer:completions', 'codewhisperer:conversations', 'offline_access'];

async function builtOrg(): Promise<{ org: Org; wanted: Wanted; appId: string; serverId: string }> {
  const org = await startOrg();
  const { oidc, server } = await runAll(org);
  const wanted = { issuer: server.issuer, clientId: oidc.clientId, scopes: SCOPES, audience: 'api://kiro' };
  return { org, wanted, appId: oidc.appId, serverId: server.serverId };
}

/** What a browser does when this person signs in; gives the last page. */
async function signInAs(url: string, login: string): Promise<{ status: number; page: string }> {
  const response = await fetch(`${url}&sandbox_user=${login}`);
  return { status: response.status, page: await response.text() };
}

const signIn = async (wanted: Wanted, login = 'yara@example.com', timeoutMs = 20_000) => {
  const pages: ReturnType<typeof signInAs>[] = [];
  const found = await testSignIn(wanted, { show: (url) => void pages.push(signInAs(url, login)), timeoutMs });
  const [page] = await Promise.all(pages);
  return { found, page };
};

describe('testSignIn', () => {
  it('signs in as Kiro does, checks and refreshes the token, and leaves none behind', async () => {
    const { org, wanted, appId } = await builtOrg();
    const { found, page } = await signIn(wanted);
    expect(found).toMatchObject({ ok: true, refreshed: true, problems: [], notes: [] });
    const said = { iss: wanted.issuer, scp: SCOPES, cid: wanted.clientId, lifetimeSeconds: 3600 };
    expect(found.claims).toMatchObject(said);
    expect([found.claims?.aud].flat()).toEqual(['api://kiro']);
    expect([page?.status, page?.page.includes('Signed in')]).toEqual([200, true]);
    expect(await org.call('GET', `/api/v1/apps/${appId}/tokens`)).toEqual([]);
  });

  it('says how to fix a refusal', async () => {
    const { wanted } = await builtOrg();
    const { found, page } = await signIn(wanted, 'nobody@example.com');
    expect(found).toMatchObject({ ok: false, claims: null, refreshed: false });
    expect(found.problems.join()).toMatch(
      /^Okta refused the sign-in: access_denied .*assigned to the OIDC application/,
    );
    expect(page?.status).toBe(400);
  });

  it('names claims that are not as Kiro needs them', async () => {
    const { wanted } = await builtOrg();
    const { found } = await signIn({ ...wanted, audience: 'api://other' });
    expect(found).toMatchObject({ ok: false, refreshed: true });
    expect(found.problems).toContain('aud is api://kiro, and the configuration says api://other.');
  });

  it('goes on to the next registered port, and takes only its own redirect', async () => {
    const { wanted } = await builtOrg();
    const busy = createServer();
    // Taken by somebody else already is as good.
    await new Promise<void>((resolve) => {
      busy.once('error', () => resolve());
      busy.listen(REDIRECT_PORTS[0], '127.0.0.1', resolve);
    });
    onTestFinished(() => void busy.close());
    const strangers: number[] = [];
    const found = await testSignIn(wanted, {
      timeoutMs: 20_000,
      show: (url) => {
        const redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
        expect(redirect).not.toContain(`:${REDIRECT_PORTS[0]}/`);
        const others = [`${redirect}?code=forged&state=other`, `${new URL(redirect).origin}//`];
        void Promise.all(others.map((other) => fetch(other))).then((answers) => {
          strangers.push(...answers.map(({ status }) => status));
          return signInAs(url, 'yara@example.com');
        });
      },
    });
    expect([strangers, found.ok]).toEqual([[404, 404], true]);
  });

  it('ends when nobody comes', async () => {
    const { wanted } = await builtOrg();
    const found = await testSignIn(wanted, { show: () => undefined, timeoutMs: 50 });
    expect(found.problems.join()).toContain('Nobody came back from Okta');
  });

  it('does not trust a token signed by somebody else', async () => {
    const { wanted } = await builtOrg();
    const other = await builtOrg();
    const honest = globalThis.fetch;
    // A proxy in front of the server, with another server's keys.
    const proxy = createServer((request, response) => {
      const keys = request.url?.endsWith('/v1/keys') === true;
      const target = `${keys ? other.wanted.issuer : wanted.issuer}${request.url}`;
      void text(request).then(async (body) => {
        const init = request.method === 'POST' ? { method: 'POST', body, headers: { 'content-type': FORM } } : {};
        const answer = await honest(target, { ...init, redirect: 'manual' });
        const location = answer.headers.get('location');
        response.writeHead(answer.status, location === null ? {} : { location });
        response.end(await answer.text());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as { port: number };
    const { found } = await signIn({ ...wanted, issuer: `http://127.0.0.1:${port}` });
    expect(found).toMatchObject({ ok: false, claims: null });
    expect(found.problems.join()).toContain('could not be verified with the keys');
  });
});

const FORM = 'application/x-www-form-urlencoded';

/** Runs the command, signs in at the address that it prints, and waits for its end. */
async function runCommand(args: string[], env: Record<string, string>) {
  const child = startCommand('test-sign-in.ts', args, { cwd: workFolder(), env });
  const [stdout, closed] = [text(child.stdout), once(child, 'close') as Promise<[number | null]>];
  const stderr: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    stderr.push(line);
    if (/^http/.test(line)) void signInAs(line, 'yara@example.com');
  }
  const [code] = await closed;
  return { code, stdout: await stdout, stderr: stderr.join('\n') };
}

describe('npm run test-sign-in', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    quiet();
    env = await sharedDevServer();
  });
  afterAll(() => env.teardown());

  it('needs no run with --issuer, --client-id and --no-send', async () => {
    const { wanted } = await builtOrg();
    const args = ['--json', '--no-send', '--issuer', wanted.issuer, '--client-id', wanted.clientId];
    const { code, stdout } = await runCommand(args, {});
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, scp: SCOPES, lifetimeSeconds: 3600, sent: false });
    expect(stdout).not.toMatch(/eyJ/);
  });

  it('finds issuer and client id in the run, and tells it', async () => {
    const { wanted, appId, serverId } = await builtOrg();
    const evidence = (label: string, value: string) => ({ label, value, url: null });
    const empty = { evidence: [], changes: [], warnings: [] };
    const world = await calmWorld({
      ensureOidcApplication: async () => ({
        ...empty,
        evidence: [evidence('Client id', wanted.clientId)],
        appId,
        clientId: wanted.clientId,
      }),
      ensureAuthorizationServer: async () => ({
        ...empty,
        evidence: [evidence('Issuer', wanted.issuer)],
        serverId,
        issuer: wanted.issuer,
      }),
      ensureScopes: async () => ({ ...empty, evidence: [evidence('Scope codewhisperer:completions', 'scp1')] }),
    });
    const signInRequired = { signIn: { groups: ['Kiro Users'], users: [], test: 'required' as const } };
    await withRun(
      env,
      await bundled(),
      world,
      async (handle) => {
        await until(handle, isAsked('signInTested'));
        const args = ['--json', '--workflow-id', handle.workflowId];
        const { code, stdout } = await runCommand(args, { TEMPORAL_ADDRESS: env.address });
        const told = JSON.parse(stdout) as Record<string, unknown>;
        expect([code, told['sent'], told['told']]).toEqual([0, true, `Told the run ${handle.workflowId}.`]);
        expect(told['scp']).toEqual(['codewhisperer:completions', 'offline_access']);
        await until(handle, (status) => status.steps.some(({ id, state }) => id === 'token-check' && state === 'done'));
        expect((await reportOf(handle)).steps.find(({ id }) => id === 'token-check')?.summary).toContain(
          'real sign-in',
        );

        const again = await runCommand(args, { TEMPORAL_ADDRESS: env.address });
        expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('already-answered')]);
        await handle.terminate();
      },
      signInRequired,
    );
  });

  it.each([
    [['--issuer', 'https://example.okta.com/oauth2/aus1'], 'Give --issuer and --client-id together.'],
    [['--issuer', 'http://example.okta.com/oauth2/aus1', '--client-id', 'a'], '--issuer must be an address'],
    [['--timeout', 'soon'], 'Write a whole number of seconds'],
  ])('exits with 2 on %j', async (args, sentence) => {
    const { code, stdout, stderr } = await runCommand(args, {});
    expect([code, stdout, stderr.includes(sentence)]).toEqual([2, '', true]);
  });
});
