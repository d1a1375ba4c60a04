import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OktaSandbox, startOkta } from '../../../sandbox/okta/start-okta.js';
import { call } from '../../sandbox/okta/support.js';
import { describeWith, requirePath } from '../programs.js';
import { run } from '../run.js';

/** Exit codes of `terraform plan -detailed-exitcode`. */
const [NO_DIFF, DIFF] = [0, 2];

interface Resource {
  mode: 'managed' | 'data';
  address: string;
  type: string;
  values: Record<string, string>;
}
interface Shown {
  values: { root_module: { resources: Resource[] } };
}

/** What the provider's documentation has `terraform import` take: an id, after those of what it is part of. */
function importId({ type, values }: Resource): string {
  const parents = type === 'okta_push_group' ? ['app_id'] : ['auth_server_id', 'policy_id'];
  return [...parents, 'id'].flatMap((name) => values[name] ?? []).join('/');
}

describeWith(['terraform', 'terraform-provider-okta'], "Terraform's Okta provider", () => {
  let okta: OktaSandbox;
  let dir: string;
  beforeAll(async () => {
    okta = await startOkta({ port: 0, stateFile: null });
    dir = mkdtempSync(join(tmpdir(), 'interop-terraform-'));
    cpSync(new URL('./terraform/main.tf', import.meta.url), join(dir, 'main.tf'));
    // The provider as built: no registry is asked.
    const provider = dirname(requirePath('terraform-provider-okta'));
    writeFileSync(
      join(dir, 'terraform.rc'),
      `provider_installation {\n  dev_overrides { "okta/okta" = "${provider}" }\n}\n`,
    );
  });
  afterAll(async () => {
    await okta?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const terraform = async (expected: number, ...args: string[]): Promise<string> => {
    const env = {
      TF_CLI_CONFIG_FILE: join(dir, 'terraform.rc'),
      TF_VAR_org_url: okta.url,
      OKTA_API_TOKEN: okta.token,
      CHECKPOINT_DISABLE: '1',
    };
    const { code, stdout, output } = await run('terraform', [args[0] ?? '', '-no-color', ...args.slice(1)], {
      cwd: dir,
      env,
    });
    expect(code, output).toBe(expected);
    return stdout;
  };
  const plan = (expected: number, ...args: string[]) => terraform(expected, 'plan', '-detailed-exitcode', ...args);
  const refusals = async () => {
    const log = (await (await fetch(`${okta.url}/sandbox/requests`)).json()) as { status: number }[];
    return log.filter(({ status }) => status >= 400);
  };
  const changed = ['-var', 'text=second', '-var', 'consent=REQUIRED'];

  it('plans and makes everything, and then finds no difference', async () => {
    expect(await plan(DIFF)).toContain('Plan: 11 to add, 0 to change, 0 to destroy.');
    await terraform(0, 'apply', '-auto-approve');
    await plan(NO_DIFF);
  });

  it('changes what differs, and then finds no difference', async () => {
    expect(await plan(DIFF, ...changed)).toContain('Plan: 0 to add, 6 to change, 0 to destroy.');
    await terraform(0, 'apply', '-auto-approve', ...changed);
    await plan(NO_DIFF, ...changed);
  });

  it('imports what there is', async () => {
    const shown = JSON.parse(await terraform(0, 'show', '-json')) as Shown;
    const managed = shown.values.root_module.resources.filter(({ mode }) => mode === 'managed');
    expect(managed).toHaveLength(11);
    renameSync(join(dir, 'terraform.tfstate'), join(dir, 'applied.tfstate'));
    for (const resource of managed) await terraform(0, 'import', ...changed, resource.address, importId(resource));
    // The provider's import reads neither a mapping's properties nor the name that a push was given.
    expect(await plan(DIFF, ...changed)).toContain('Plan: 1 to add, 1 to change, 1 to destroy.');
    renameSync(join(dir, 'applied.tfstate'), join(dir, 'terraform.tfstate'));
  });

  it('destroys all of it, and was refused nothing', async () => {
    await terraform(0, 'destroy', '-auto-approve', ...changed);
    const labels = async (path: string, name: string) => (await call(okta, 'GET', path)).list.map((item) => item[name]);
    expect(await labels('/api/v1/apps', 'label')).toEqual(['Runbook service app']);
    expect(await labels('/api/v1/authorizationServers', 'name')).toEqual(['default']);
    expect(await refusals()).toEqual([]);
  });
});
