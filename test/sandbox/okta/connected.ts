import { onTestFinished } from 'vitest';
import { asText, type JsonObject, textOf } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { startTestKiro, type TestKiro } from '../kiro/support.js';
import { call, startTestOkta, until } from './support.js';

/** An Okta that is connected with a Kiro, and the application between them. */
export interface Connected {
  okta: OktaSandbox;
  kiro: TestKiro;
  /** Id of the SCIM application. */
  app: string;
  api: (method: string, path: string, body?: object) => ReturnType<typeof call>;
  /** A call of the Admin Console below the application. */
  console: (path: string, body?: object) => ReturnType<typeof call>;
  /** Assigns a group to the application. */
  assign: (group: string) => Promise<void>;
  groupId: (name: string) => Promise<string>;
  userId: (login: string) => Promise<string>;
  /** The assignment of a user as soon as `holds` is true of it. */
  appUser: (login: string, holds?: (item: JsonObject) => boolean) => Promise<JsonObject>;
  /** User names in Kiro as soon as `holds` is true of them. */
  userNames: (holds: (names: string[]) => boolean) => Promise<string[]>;
}

/** Both systems on free ports, connected without department and employee number; ends with the test. */
export async function connect({ connected = true }: { connected?: boolean } = {}): Promise<Connected> {
  const okta = await startTestOkta();
  onTestFinished(() => okta.close());
  const kiro = await startTestKiro();
  const api: Connected['api'] = (method, path, body) => call(okta, method, `/api/v1${path}`, body);
  const made = await api('POST', '/apps', { name: 'amazon_aws_sso', label: 'AWS', signOnMode: 'SAML_2_0' });
  const app = asText(made.body['id']);
  const [mapping] = (await api('GET', `/mappings?targetId=${app}`)).list;
  await api('POST', `/mappings/${asText(mapping?.['id'])}`, {
    properties: { department: null, employeeNumber: null },
  });
  const groupId = async (name: string): Promise<string> =>
    asText((await api('GET', `/groups?q=${encodeURIComponent(name)}`)).list[0]?.['id']);
  const userId = async (login: string): Promise<string> => asText((await api('GET', `/users/${login}`)).body['id']);
  const it: Connected = {
    okta,
    kiro,
    app,
    api,
    console: (path, body = {}) => call(okta, 'POST', `/console/apps/${app}/${path}`, body, {}),
    assign: async (group) => void (await api('PUT', `/apps/${app}/groups/${await groupId(group)}`, {})),
    groupId,
    userId,
    appUser: async (login, holds = ({ syncState }) => syncState === 'SYNCHRONIZED') => {
      const id = await userId(login);
      return until(async () => (await api('GET', `/apps/${app}/users/${id}`)).body, holds);
    },
    userNames: (holds) =>
      until(
        async () => (await kiro.scim('GET', '/Users?count=100')).resources.map((user) => textOf(user, 'userName')),
        holds,
      ),
  };
  if (connected) await connectNow(it);
  return it;
}

/** What the admin does on the tab Provisioning. */
export async function connectNow({ console, kiro }: Connected): Promise<void> {
  await console('provisioning', { baseUrl: kiro.endpoint, token: kiro.token });
  await console('to-app', { createUsers: true, updateUserAttributes: true });
}
