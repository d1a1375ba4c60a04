import type { Access, Assigned, Keeper, Membership } from '../../runbook/offboard/access.js';
import { OFFLINE_ACCESS, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import { evaluateToken } from '../../runbook/onboarding/token-policy.js';
import type { KnownConnection, LeaverTask } from '../../runbook/outside.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { at, idOf, type JsonObject, textAt, textsAt } from '../okta/json-fields.js';
import { isStatus } from '../okta/okta-error.js';
import { pathOfMappings } from '../okta/groups.js';
import { sideBySide, together } from '../side-by-side.js';
import { readPolicies } from '../okta/token-check.js';
import type { Session } from '../okta/session.js';

/** See `OffboardActivities.readAccess`. */
export async function readAccess(
  session: Session,
  { leaver, known, countsTokens }: LeaverTask & { countsTokens: boolean },
): Promise<{ access: Access }> {
  const { okta } = session;
  const { signInAppId, scimAppId } = known;
  const [groups, signInApp, signIn, scim, signInGroups, scimGroups, mappings] = await together(
    groupsOf(session, leaver.userId),
    appOf(session, signInAppId, 'sign-in application'),
    assignmentOf(session, signInAppId, leaver.userId),
    assignmentOf(session, scimAppId, leaver.userId),
    listOf(session, signInAppId, 'groups'),
    listOf(session, scimAppId, 'groups'),
    mappingsOf(session, scimAppId),
  );
  // What is assigned to anybody, or pushes anything, is there.
  if (scim === null && scimGroups.length === 0 && mappings.length === 0) await appOf(session, scimAppId, SCIM);
  const assigned = new Set([...signInGroups, ...scimGroups].map(idOf));
  const pushes = new Map(mappings.map((mapping) => [textAt(mapping, 'sourceGroupId') ?? '', mapping]));
  const concerned = groups.filter((group) => assigned.has(idOf(group)) || pushes.has(idOf(group)));
  const rules =
    concerned.length === 0
      ? []
      : await allowed(session, 'group rules (okta.groups.read)', () => okta.list('/api/v1/groups/rules'));
  const memberships = await sideBySide(concerned, (group) =>
    membershipOf(session, group, {
      isAssigned: assigned.has(idOf(group)),
      isPushed: pushes.has(idOf(group)),
      rules: rules ?? [],
      userId: leaver.userId ?? '',
      apps: [signInAppId, scimAppId],
    }),
  );
  const access: Access = {
    memberships,
    signIn: assignedAs(signIn),
    provisioning: assignedAs(scim),
    isOpenToAll: at(signInApp, 'settings.implicitAssignment') === true,
    externalId: textAt(scim, 'externalId'),
    userName: said(textAt(scim, 'credentials.userName')) || leaver.login,
    kiroGroups: await kiroNames(session, memberships, pushes),
    tokens: countsTokens ? await tokensListed(session, leaver.userId, known.clientId) : null,
    ...(await lifeOfToken(session, { leaver, known }, groups.map(idOf))),
  };
  tell(session, access, known);
  return { access };
}

const SCIM = 'SCIM application';

async function mappingsOf(session: Session, scimAppId: string | null): Promise<JsonObject[]> {
  if (scimAppId === null) return [];
  try {
    return await session.okta.list(pathOfMappings(scimAppId));
  } catch (error) {
    if (isStatus(error, 404)) await appOf(session, scimAppId, SCIM);
    throw error;
  }
}

/** An application that is not there has nobody assigned, which must not pass for an answer about the right one. */
async function appOf({ okta }: Session, id: string | null, what: string): Promise<JsonObject | null> {
  if (id === null) return null;
  const app = await okta.find(`/api/v1/apps/${id}`);
  if (app !== null) return app;
  throw needsPersonFor([
    blocking(
      `The record names the ${what} ${id}, which Okta does not show.`,
      'Run `npm run adopt`, stop this run, and start it again.',
    ),
  ]);
}

/** All groups that a person is in; none where there is no such person any more. */
export async function groupsOf({ okta }: Session, userId: string | null): Promise<JsonObject[]> {
  if (userId === null) return [];
  return okta.list(`/api/v1/users/${userId}/groups`).catch(noneIfGone);
}

/** How an application is assigned to a person; null where it is not. */
export const assignmentOf = (
  { okta }: Session,
  appId: string | null,
  userId: string | null,
): Promise<JsonObject | null> =>
  appId === null || userId === null ? Promise.resolve(null) : okta.find(`/api/v1/apps/${appId}/users/${userId}`);

const listOf = ({ okta }: Session, appId: string | null, what: string): Promise<JsonObject[]> =>
  appId === null ? Promise.resolve([]) : okta.list(`/api/v1/apps/${appId}/${what}`).catch(noneIfGone);

function noneIfGone(error: unknown): [] {
  if (isStatus(error, 404)) return [];
  throw error;
}

/** What Okta does not let us read is said in the report, and null. */
async function allowed<T>(session: Session, what: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isStatus(error, 403, 404, 405, 501)) throw error;
    session.evidence.push({ label: 'Not looked at', value: `Okta does not let this client read ${what}`, url: null });
    return null;
  }
}

interface About {
  isAssigned: boolean;
  isPushed: boolean;
  rules: JsonObject[];
  userId: string;
  apps: (string | null)[];
}

async function membershipOf(session: Session, group: JsonObject, about: About): Promise<Membership> {
  const { isAssigned, isPushed, rules, apps } = about;
  const { signIn, provision, push } = session.input;
  const id = idOf(group);
  const name = said(textAt(group, 'profile.name'));
  const ofKiro = [...signIn.groups, ...provision.groups, ...push.groups].map((one) => one.toLowerCase());
  const others = (await session.okta.list(`/api/v1/groups/${id}/apps`)).filter((app) => !apps.includes(idOf(app)));
  return {
    id,
    name,
    url: session.pages.group(id),
    isPushed,
    isAssigned,
    isConfigured: ofKiro.includes(name.toLowerCase()),
    keeper: await keeperOf(session, group, about),
    others: [
      ...others.map((app) => `the application "${said(textAt(app, 'label'))}"`),
      ...rules.filter((rule) => looksAt(rule, id, name)).map((rule) => `the group rule "${nameOf(rule)}"`),
    ],
  };
}

async function keeperOf(session: Session, group: JsonObject, { rules, userId }: About): Promise<Keeper> {
  const type = textAt(group, 'type');
  if (type === 'BUILT_IN') return { by: 'okta' };
  if (type === 'APP_GROUP') {
    const source = textAt(group, 'source.id');
    const app = source === null ? null : await session.okta.find(`/api/v1/apps/${source}`);
    return { by: 'directory', name: said(textAt(app, 'label')) || 'a directory or application' };
  }
  const filling = rules.filter(
    (rule) =>
      textAt(rule, 'status') === 'ACTIVE' &&
      textsAt(rule, 'actions.assignUserToGroups.groupIds').includes(idOf(group)) &&
      !textsAt(rule, 'conditions.people.users.exclude').includes(userId),
  );
  return filling.length === 0 ? { by: 'api' } : { by: 'rule', names: filling.map(nameOf) };
}

const nameOf = (rule: JsonObject): string => said(textAt(rule, 'name'));

/** A rule that goes by this group: who leaves it may be taken out of others. */
function looksAt(rule: JsonObject, id: string, name: string): boolean {
  const expression = textAt(rule, 'conditions.expression.value') ?? '';
  return (
    textAt(rule, 'status') === 'ACTIVE' &&
    /isMemberOf/i.test(expression) &&
    [`"${id}"`, `'${id}'`, `"${name}"`, `'${name}'`].some((one) => expression.includes(one))
  );
}

function assignedAs(assignment: JsonObject | null): Assigned {
  if (assignment === null) return 'none';
  return textAt(assignment, 'scope') === 'USER' ? 'alone' : 'by-group';
}

/**
 * Names in Kiro of all pushed groups, of which Kiro knows each by the name of its target. Kiro may have a person in a group
 * that they left in Okta before: after a failed push, or by an earlier offboarding.
 */
async function kiroNames(
  { okta }: Session,
  memberships: Membership[],
  pushes: Map<string, JsonObject>,
): Promise<string[]> {
  const nameAt = async (id: string | null): Promise<string> =>
    id === null || id === '' ? '' : said(textAt(await okta.find(`/api/v1/groups/${id}`), 'profile.name'));
  const names = await sideBySide([...pushes], async ([id, mapping]) => {
    const member = memberships.find((group) => group.id === id)?.name;
    return (await nameAt(textAt(mapping, 'targetGroupId'))) || (member ?? (await nameAt(id)));
  });
  return [...new Set(names.filter((name) => name !== ''))];
}

async function tokensListed(session: Session, userId: string | null, clientId: string | null): Promise<number | null> {
  if (userId === null || clientId === null) return userId === null ? 0 : null;
  const path = `/api/v1/users/${userId}/clients/${encodeURIComponent(clientId)}/tokens`;
  const tokens = await allowed(session, 'refresh tokens (okta.users.read)', () => session.okta.list(path));
  return tokens?.length ?? null;
}

/**
 * The life of a token that Okta issues to the person now. Where no rule fits, the longest one of those that serve the client:
 * a token may have been issued by an earlier rule. Without a server the configured one.
 */
async function lifeOfToken(
  { okta, input }: Session,
  { leaver, known }: Pick<LeaverTask, 'leaver' | 'known'>,
  groups: string[],
): Promise<Pick<Access, 'accessMinutes' | 'isLifeRead'>> {
  const configured = input.tokens.accessMinutes;
  const { serverId, clientId } = known;
  if (serverId === null || clientId === null) return { accessMinutes: configured, isLifeRead: false };
  const { policies } = await readPolicies(okta, serverId, clientId);
  const scopes = [...input.scopes, OFFLINE_ACCESS];
  const user = { id: leaver.userId ?? '', groups };
  const verdict = evaluateToken(policies, { clientId, grantType: 'authorization_code', scopes, user });
  if (verdict.outcome === 'granted')
    return { accessMinutes: verdict.rule.accessTokenLifetimeMinutes, isLifeRead: true };
  const lives = policies.flatMap(({ rules }) => rules.map((rule) => rule.accessTokenLifetimeMinutes));
  return { accessMinutes: Math.max(configured, ...lives), isLifeRead: lives.length > 0 };
}

function tell({ evidence, pages }: Session, access: Access, { signInAppId, scimAppId }: KnownConnection): void {
  const { signIn, provisioning, memberships, tokens, accessMinutes } = access;
  const url = signInAppId === null ? null : pages.app(OIDC_APP_NAME, signInAppId, 'assignments');
  const as: Record<Assigned, string> = { none: 'not assigned', alone: 'assigned by name', 'by-group': 'by a group' };
  evidence.push(
    { label: 'Sign-in application', value: signInAppId === null ? 'not known' : as[signIn], url },
    { label: 'SCIM application', value: scimAppId === null ? 'not known' : as[provisioning], url: null },
    ...memberships.map((group) => ({ label: `Group ${group.name}`, value: describe(group), url: group.url })),
    ...(tokens === null ? [] : [{ label: 'Refresh tokens', value: String(tokens), url: null }]),
    { label: 'Access token lifetime', value: `${accessMinutes} minutes`, url: null },
  );
}

const describe = ({ isAssigned, isPushed, keeper, others }: Membership): string =>
  [
    ...(isAssigned ? ['gives an application'] : []),
    ...(isPushed ? ['is pushed to Kiro'] : []),
    ...(keeper.by === 'rule' ? [`filled by the rule ${keeper.names.join(', ')}`] : []),
    ...(keeper.by === 'directory' ? [`comes from ${keeper.name}`] : []),
    ...(others.length > 0 ? [`also gives ${others.join(', ')}`] : []),
  ].join('; ');

const said = (text: string | null): string => NO_SECRETS.text(text ?? '', 200);
