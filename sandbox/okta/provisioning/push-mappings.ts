import { type JsonObject, textAt } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import { newGroup } from '../directory/users-and-groups.js';
import { newId } from '../ids.js';
import { appOf, groupOf, pushMappingOf } from '../lookups.js';
import { cannotPush, invalid, notFound } from '../okta-errors.js';
import { page } from '../okta-paging.js';
import { param, readBody } from '../okta-requests.js';
import type { OktaState, Routes, World } from '../okta-state.js';
import type { App, Group, PushMapping } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { seconds } from './push-group.js';

const MAPPINGS = '/api/v1/apps/:id/group-push/mappings';

/** Group pushes of an app. */
export const pushMappingRoutes: Routes = (app, world) => {
  const { state } = world;

  app.get(MAPPINGS, (c) => {
    const { id } = appOf(state, param(c, 'id'));
    const { sourceGroupId, status } = c.req.query();
    const found = state.pushMappings.filter(
      (item) =>
        item.appId === id &&
        item.sourceGroupId === (sourceGroupId ?? item.sourceGroupId) &&
        item.status === (status ?? item.status),
    );
    return page(
      c,
      found,
      { standard: 100, max: 1000 },
      (item) => item.id,
      (item) => mappingView(baseUrl(c), item),
    );
  });

  app.post(MAPPINGS, async (c) => {
    const body = await readBody(c);
    const owner = appOf(state, param(c, 'id'));
    const source = groupOf(state, textAt(body, 'sourceGroupId') ?? '');
    if (state.pushMappings.some(({ appId, sourceGroupId }) => appId === owner.id && sourceGroupId === source.id)) {
      throw cannotPush('The group is already pushed to this app');
    }
    // An app's own group stands for a group of the target: pushed, it would be pushed onto itself.
    if (source.source?.appId === owner.id) throw cannotPush('A group of the app itself cannot be pushed to it');
    const linked = targetGroup(world, owner, body);
    const at = seconds();
    const mapping: PushMapping = {
      id: newId('pushMapping'),
      appId: owner.id,
      sourceGroupId: source.id,
      targetGroupId: linked.id,
      status: body['status'] === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
      created: at,
      lastUpdated: at,
      lastPush: null,
      errorSummary: null,
      creating: false,
      pushedMembers: [],
    };
    state.pushMappings.push(mapping);
    record(state, 'application.provision.group_push.mapping.created', 'Create group push mapping', [
      target(source.id, 'UserGroup', source.profile.name),
      target(owner.id, 'AppInstance', owner.label),
    ]);
    world.push({ kind: 'group', mappingId: mapping.id });
    return c.json(mappingView(baseUrl(c), mapping));
  });

  app.get(`${MAPPINGS}/:mapping`, (c) =>
    c.json(mappingView(baseUrl(c), pushMappingOf(state, param(c, 'id'), param(c, 'mapping')))),
  );

  app.patch(`${MAPPINGS}/:mapping`, async (c) => {
    const { status } = await readBody(c);
    const mapping = pushMappingOf(state, param(c, 'id'), param(c, 'mapping'));
    if (status !== 'ACTIVE' && status !== 'INACTIVE') throw invalid('status', 'must be ACTIVE or INACTIVE');
    if (mapping.status === 'ERROR' && status === 'ACTIVE') {
      throw cannotPush('A mapping in the status ERROR cannot be activated');
    }
    Object.assign(mapping, { status, lastUpdated: seconds() });
    if (status === 'ACTIVE') world.push({ kind: 'group', mappingId: mapping.id });
    return c.json(mappingView(baseUrl(c), mapping));
  });

  app.delete(`${MAPPINGS}/:mapping`, (c) => {
    const mapping = pushMappingOf(state, param(c, 'id'), param(c, 'mapping'));
    const deleteTarget = c.req.query('deleteTargetGroup');
    if (deleteTarget === undefined) throw invalid('deleteTargetGroup', 'The field cannot be left blank');
    if (mapping.status === 'ACTIVE') {
      throw cannotPush('An ACTIVE mapping cannot be deleted');
    }
    state.pushMappings = state.pushMappings.filter((other) => other !== mapping);
    const linked = state.groups.find(({ id }) => id === mapping.targetGroupId);
    if (deleteTarget === 'true' && linked !== undefined) {
      state.groups = state.groups.filter((group) => group !== linked);
      const externalId = linked.source?.externalId ?? null;
      const { appId } = mapping;
      if (externalId !== null) world.push({ kind: 'delete-group', appId, externalId, name: linked.profile.name });
    }
    // Real orgs answer 200 without a body and without a content type, whatever the spec says.
    return c.body(null, 200);
  });
};

/**
 * Exactly one of `targetGroupName` and `targetGroupId` (an APP_GROUP of the app). A name that is there is linked, save for
 * AWS IAM Identity Center, where Okta answers 400.
 */
function targetGroup(world: World, app: App, body: JsonObject): Group {
  const { state } = world;
  const name = textAt(body, 'targetGroupName');
  const id = textAt(body, 'targetGroupId');
  if ((name === null) === (id === null)) {
    throw invalid('targetGroupName', 'Exactly one of targetGroupName and targetGroupId must be given');
  }
  const known = id === null ? appGroupNamed(state, app, name ?? '') : groupOf(state, id);
  if (known !== undefined) {
    if (known.source?.appId !== app.id) throw notFound(known.id, 'AppGroup');
    if (id === null && app.name === 'amazon_aws_sso') {
      throw cannotPush(`A group named ${known.profile.name} already exists in the app`);
    }
    return requireFree(world, known);
  }
  const source = { appId: app.id, externalId: null };
  const group = newGroup({ name: name ?? '', description: null }, { type: 'APP_GROUP', source });
  state.groups.push(group);
  return group;
}

function appGroupNamed({ groups }: OktaState, { id }: App, name: string): Group | undefined {
  return groups.find(({ source, profile }) => source?.appId === id && profile.name === name);
}

/** Once linked, a group of the target is sourced from the one group of Okta. */
function requireFree({ state, settings }: World, group: Group): Group {
  const linked = state.pushMappings.some(({ targetGroupId }) => targetGroupId === group.id);
  if (linked && !settings.sharedPushTargets) throw cannotPush('The target group is already linked to another group');
  return group;
}

function mappingView(base: string, item: PushMapping): JsonObject {
  const { appId, creating: _creating, pushedMembers: _pushed, lastPush, errorSummary, ...shown } = item;
  return {
    ...shown,
    ...(lastPush === null ? {} : { lastPush }),
    ...(errorSummary === null ? {} : { errorSummary }),
    _links: {
      app: { href: `${base}/api/v1/apps/${appId}` },
      sourceGroup: { href: `${base}/api/v1/groups/${item.sourceGroupId}` },
      targetGroup: { href: `${base}/api/v1/groups/${item.targetGroupId}` },
    },
  };
}
