import { consolePages } from '../../runbook/model/okta-console.js';
import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { Task } from '../../runbook/outside.js';
import type {
  AppAccess,
  Assignment,
  GroupPush,
  Looked,
  OktaGroup,
  PersonFacts,
  TokenServer,
} from '../../runbook/person/facts.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { at, idOf, isObject, type JsonObject, textAt, textsAt } from '../okta/json-fields.js';
import { clientIdOf } from '../okta/oidc-application.js';
import { OktaApi } from '../okta/okta-api.js';
import type { OktaClient } from '../okta/okta-client.js';
import { provisioningCure } from '../okta/provisioning-errors.js';
import { reasonOf } from '../okta/push-mapping.js';
import { ownerOf, requireOrg } from '../okta/org-addresses.js';
import { readPolicies } from '../okta/token-check.js';
import { findAccount } from './find-account.js';
import { LimitedReads, looked } from './limited-reads.js';
import { personLog } from './person-log.js';
import { findServer, findSignInApp, type KnownObjects, type Ours, pickScimApp, scimApps } from './person-objects.js';

/** Okta's side of the facts. */
export type OktaFacts = Pick<
  PersonFacts,
  'account' | 'groups' | 'signIn' | 'provisioning' | 'server' | 'log' | 'pushes'
>;

/** Fourteen reads are always made of a person who is found; one more is left for what is rare. */
const SPARE = 1;

/**
 * Reads Okta's side of one person, with at most fifteen calls and no write. What the credentials may not read is named and
 * keeps nobody from the rest. Fails where the account itself cannot be looked up.
 */
export async function readPersonInOkta(
  client: OktaClient,
  task: Task,
  asked: string,
  known: KnownObjects,
): Promise<OktaFacts> {
  await requireOrg(client, task);
  const reads = new LimitedReads(new OktaApi(client, task.input.okta.rateLimitReserve, 'plan'), SPARE);
  const pages = consolePages(client.orgUrl);
  const found = await findAccount(reads, asked, pages.user);
  const account = { value: found };
  if (found.kind !== 'one') return { account, ...nothingElse('nobody of that login') };
  const { id } = found.account;

  const groups = looked(async () => {
    const { items, isWhole } = await reads.pages(`/api/v1/users/${id}/groups`);
    return { groups: items.map(readGroup), isWhole };
  });
  const ours = { input: task.input, owner: await ownerOf({ owner: task.owner, okta: { client } }) };
  const [signInApp, scimApp, server] = await findObjects(reads, ours, known);
  const read = (app: JsonObject, key: string) => readAccess(reads, app, { key, userId: id, pages });
  const appIds = [signInApp, scimApp].flatMap((app) => ('value' in app && app.value !== null ? [idOf(app.value)] : []));
  const [signIn, provisioning, tokenServer, log, pushes] = await Promise.all([
    each(signInApp, (app) => read(app, OIDC_APP_NAME)),
    each(scimApp, (app) => read(app, CATALOG_APP_NAME)),
    each(server, (one) => readServer(reads, one, { signInApp, given: known.issuer, pages })),
    looked(() => personLog(reads, id, appIds)),
    readPushes(reads, scimApp, task),
  ]);
  return { account, groups: await groups, signIn, provisioning, server: tokenServer, log, pushes };
}

/** Of a person who was not found, or an org that cannot be asked. */
export function nothingElse(why: string): Omit<OktaFacts, 'account'> {
  const unseen = { why };
  return { groups: unseen, signIn: unseen, provisioning: unseen, server: unseen, log: unseen, pushes: unseen };
}

type Found = Looked<JsonObject | null>;

async function findObjects(reads: LimitedReads, ours: Ours, known: KnownObjects): Promise<[Found, Found, Found]> {
  const { scimAppId } = known;
  const [signIn, scim, server] = await Promise.all([
    looked(() => findSignInApp(reads, ours, known)),
    looked(async () => {
      if (scimAppId === null) return scimApps(reads);
      const app = await reads.find(`/api/v1/apps/${encodeURIComponent(scimAppId)}`);
      return app === null ? [] : [app];
    }),
    looked(() => findServer(reads, ours, known)),
  ]);
  if ('why' in scim) return [signIn, scim, server];
  const [first = null] = scim.value;
  const picked = pickScimApp(scim.value, 'value' in signIn ? signIn.value : null, ours);
  return [signIn, { value: scimAppId === null ? picked : first }, server];
}

/** What is read of an object that is there. */
async function each<T>(found: Found, read: (object: JsonObject) => Promise<T>): Promise<Looked<T | null>> {
  if ('why' in found) return found;
  return { value: found.value === null ? null : await read(found.value) };
}

type Pages = ReturnType<typeof consolePages>;

async function readAccess(
  reads: LimitedReads,
  app: JsonObject,
  { key, userId, pages }: { key: string; userId: string; pages: Pages },
): Promise<AppAccess> {
  const id = idOf(app);
  const [assignment, groups] = await Promise.all([
    looked(async () => {
      const body = await reads.find(`/api/v1/apps/${id}/users/${userId}`);
      return body === null ? null : readAssignment(body);
    }),
    looked(async () =>
      (await reads.page(`/api/v1/apps/${id}/groups?expand=group`)).map((entry) => {
        const group = at(entry, '_embedded.group');
        return isObject(group) ? readGroup(group) : { id: idOf(entry), name: idOf(entry), type: '', source: null };
      }),
    ),
  ]);
  return {
    id,
    label: said(textAt(app, 'label')),
    status: said(textAt(app, 'status')),
    clientId: clientIdOf(app),
    grantTypes: textsAt(app, 'settings.oauthClient.grant_types'),
    isOpenToAll: at(app, 'settings.implicitAssignment') === true,
    assignment,
    groups,
    url: pages.app(key, id, 'assignments'),
  };
}

const readAssignment = (body: JsonObject): Assignment => ({
  scope: said(textAt(body, 'scope')),
  syncState: said(textAt(body, 'syncState')),
  externalId: textAt(body, 'externalId'),
  userName: said(textAt(body, 'credentials.userName')),
});

const readGroup = (body: JsonObject): OktaGroup => ({
  id: idOf(body),
  name: said(textAt(body, 'profile.name')),
  type: said(textAt(body, 'type')),
  source: textAt(body, 'source.id'),
});

/** The first policy decides; the rules of a second one are read only where there is a call to spare. */
async function readServer(
  reads: LimitedReads,
  body: JsonObject,
  { signInApp, given, pages }: { signInApp: Found; given: string | null; pages: Pages },
): Promise<TokenServer> {
  const id = idOf(body);
  const app = 'value' in signInApp ? signInApp.value : null;
  const [scopes, policies] = await Promise.all([
    looked(async () =>
      (await reads.page(`/api/v1/authorizationServers/${id}/scopes`)).flatMap((scope) => textAt(scope, 'name') ?? []),
    ),
    looked(async () => (app === null ? [] : (await readPolicies(reads.okta, id, clientIdOf(app), 1)).policies)),
  ]);
  return {
    id,
    name: said(textAt(body, 'name')),
    status: said(textAt(body, 'status')),
    issuer: said(textAt(body, 'issuer')),
    given,
    scopes,
    policies,
    url: pages.authorizationServer(id),
  };
}

async function readPushes(reads: LimitedReads, scimApp: Found, { input }: Task): Promise<Looked<GroupPush[]>> {
  if ('why' in scimApp) return scimApp;
  const app = scimApp.value;
  if (app === null || input.push.groups.length === 0) return { value: [] };
  return looked(async () =>
    (await reads.page(`/api/v1/apps/${idOf(app)}/group-push/mappings`)).map((mapping) => {
      const error = reasonOf(mapping);
      return {
        groupId: textAt(mapping, 'sourceGroupId') ?? '',
        targetGroupId: textAt(mapping, 'targetGroupId'),
        status: said(textAt(mapping, 'status')),
        error,
        knownCure: provisioningCure(error),
        lastPush: textAt(mapping, 'lastPush'),
      };
    }),
  );
}

const said = (text: string | null): string => NO_SECRETS.text(text ?? '', 200);
