import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asText } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { startTestKiro } from '../../sandbox/kiro/support.js';
import { call, startTestOkta } from '../../sandbox/okta/support.js';
import { runSuite, type Suite } from './runscope.js';

/** They have no licence to be copied by. */
const FOLDER = process.env['OKTA_SCIM_SUITES'] ?? '';
const NAMES = { spec: 'Okta-SCIM-20-SPEC-Test.json', crud: 'Okta-SCIM-20-CRUD-Test.json' };
const areThere = Object.values(NAMES).every((name) => existsSync(join(FOLDER, name)));
if (!areThere) {
  const where =
    'github.com/okta/okta-developer-docs, packages/@okta/vuepress-site/.vuepress/public/standards/SCIM/SCIMFiles';
  process.stderr.write(
    `Skipped: Okta's SCIM test suites. OKTA_SCIM_SUITES must name a folder with ${Object.values(NAMES).join(' and ')} (${where}).\n`,
  );
}
const suite = (name: string): Suite => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Suite;

describe.skipIf(!areThere)("Okta's SCIM test suites", () => {
  it('finds a SCIM server that works with Okta (SPEC)', async () => {
    const kiro = await startTestKiro();
    await kiro.user('someone@example.com');
    const failures = await runSuite(suite(NAMES.spec), {
      SCIMBaseURL: kiro.endpoint,
      auth: `Bearer ${kiro.token}`,
      InvalidUserEmail: 'nobody@example.com',
      UserIdThatDoesNotExist: '010101001010101011001010101011',
      randomEmail: 'runscope@example.com',
      randomUsername: 'runscope@example.com',
      randomUsernameCaps: 'RUNSCOPE@EXAMPLE.COM',
      randomGivenName: 'Runscope',
      randomFamilyName: 'Random',
    });
    expect(failures).toEqual([]);
  });

  describe('between the two sandboxes', () => {
    let okta: OktaSandbox;
    beforeAll(async () => {
      okta = await startTestOkta();
    });
    afterAll(() => okta.close());

    it('provisions, updates, deactivates and reactivates a user (CRUD)', async () => {
      const kiro = await startTestKiro();
      const post = async (path: string, body: object) => (await call(okta, 'POST', path, body)).body;
      const app = await post('/api/v1/apps', { name: 'amazon_aws_sso', label: 'Kiro', settings: {} });
      const oktaAppId = asText(app['id']);
      await post(`/console/apps/${oktaAppId}/provisioning`, { baseUrl: kiro.endpoint, token: kiro.token });
      const switches = { createUsers: true, updateUserAttributes: true, deactivateUsers: true };
      await post(`/console/apps/${oktaAppId}/to-app`, switches);
      // The suite's user has no display name, which AWS demands, and what else is mapped Kiro refuses.
      const [mapping] = (await call(okta, 'GET', `/api/v1/mappings?targetId=${oktaAppId}`)).list;
      const displayName = { expression: 'user.firstName + " " + user.lastName', pushStatus: 'PUSH' };
      const properties = { displayName, department: null, employeeNumber: null };
      await post(`/api/v1/mappings/${asText(mapping?.['id'])}`, { properties });
      const failures = await runSuite(suite(NAMES.crud), {
        oktaOrgUrl: okta.url,
        oktaToken: okta.token,
        oktaAppId,
        SCIMUrl: kiro.endpoint,
        SCIMAuth: `Bearer ${kiro.token}`,
        okta_user_firstname: 'Runscope',
        okta_user_firstname_update: 'Renamed',
        okta_user_lastname: 'Random',
        okta_user_email: 'runscope@example.com',
        okta_user_title: 'Tester',
        okta_user_primaryphone: '555-0100',
      });
      expect(failures).toEqual([]);
    });
  });
});
