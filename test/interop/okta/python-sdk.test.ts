import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OktaSandbox, startOkta } from '../../../sandbox/okta/start-okta.js';
import { describeWith, requirePath } from '../programs.js';
import { run } from '../run.js';

const SCRIPT = fileURLToPath(new URL('./python_sdk.py', import.meta.url));

describeWith(['python3 with okta'], "Okta's Python SDK", () => {
  let okta: OktaSandbox;
  beforeAll(async () => {
    okta = await startOkta({ port: 0, stateFile: null });
  });
  afterAll(() => okta?.close());

  it('makes, reads by pages, changes and deletes every kind of object', async () => {
    const python = requirePath('python3 with okta');
    const env = { OKTA_TESTING_TESTINGDISABLEHTTPSCHECK: 'true' };
    const { code, stdout, output } = await run(python, [SCRIPT, okta.url, okta.token], { env });
    expect(code, output).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      // 35 people are active, and the one it made; ten a page.
      directory: { members: ['ida@example.com'], searched: ['Interop'], users: 36, pages: 4, twice: 'E0000001' },
      application: {
        type: 'OpenIdConnectApplication',
        client: true,
        groups: 1,
        users: 12,
        apps: ['Interop renamed'],
        gone: 'E0000007',
      },
      authorizationServer: { issuer: true, scope: true, policies: ['Interop'], rules: [60], servers: ['Interop'] },
      provisioning: {
        mapped: true,
        connection: 'DISABLED',
        pushed: ['ACTIVE'],
        events: ['application.lifecycle.create', 'application.provision.group_push.mapping.created'],
      },
    });
  });
});
