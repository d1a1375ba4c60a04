import { CATALOG_APP_NAME, REMOVED_ATTRIBUTES } from '../../runbook/onboarding/guide.js';
import type { Task } from '../../runbook/outside.js';
import { attempt } from '../attempt.js';
import { blocking, needsPerson } from '../needs-person.js';
import { together } from '../side-by-side.js';
import { peopleOf, requireAudience } from './audience.js';
import { ensure, type ObjectKind } from './ensure.js';
import { at, differences, idOf, type JsonObject, textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import type { Session } from './session.js';
import { notReady } from './waiting.js';

/** Guide, Step 4: Synchronizing Groups, Pre-requisite. Every user type whose users are provisioned has a mapping. */
export async function ensureAttributeMappings(session: Session, { appId }: Task & { appId: string }) {
  // The list of all mappings to the application is read beside the user types.
  const [types] = await together(userTypes(session), appId === PLANNED_ID ? none() : mappingsTo(session, appId));
  for (const userType of types) {
    const wanted = { appId, appName: CATALOG_APP_NAME, userType };
    const mapping = await ensure(attributeMapping, wanted, session);
    if (idOf(mapping) === PLANNED_ID) continue;
    const url = attributeMapping.url(wanted, mapping, session);
    session.evidence.push({ label: attributeMapping.label(wanted), value: idOf(mapping), url });
  }
  if (appId !== PLANNED_ID && session.changes.some((change) => change.action === 'change'))
    session.warnings.push(
      `${REMOVED_ATTRIBUTES.join(' and ')} are no longer mapped; users provisioned before may need Force Sync.`,
    );
  return {};
}

const none = async (): Promise<JsonObject[]> => [];

/** The mappings to an application, one a user type. */
const mappingsTo = ({ okta }: Session, appId: string): Promise<JsonObject[]> =>
  okta.listOnce(`/api/v1/mappings?${new URLSearchParams({ targetId: appId }).toString()}`);

/** The default user type, and those of the people to be provisioned. */
async function userTypes(session: Session): Promise<{ id: string; name: string }[]> {
  const types = await session.okta.list('/api/v1/meta/types/user');
  const used = types.length > 1 ? await usedTypes(session) : new Set<string | null>();
  return types
    .filter((type) => at(type, 'default') === true || used.has(textAt(type, 'id')))
    .map((type) => ({ id: idOf(type), name: textAt(type, 'name') ?? idOf(type) }));
}

async function usedTypes({ okta, input }: Session): Promise<Set<string | null>> {
  const people = await peopleOf(okta, await requireAudience(okta, input.provision));
  return new Set(people.map((user) => user.typeId));
}

export interface WantedMapping {
  appId: string;
  appName: string;
  userType: { id: string; name: string };
}

/**
 * Step 4, Pre-requisite: the mapping from a user type to the application, without department and employeeNumber.
 * Okta makes the mapping itself; it is only ever changed. The opposite direction stays as it is.
 */
export const attributeMapping: ObjectKind<WantedMapping, JsonObject> = {
  label: ({ userType }) => `attribute mapping of user type "${userType.name}"`,
  url: ({ appId, appName }, _actual, session) => session.pages.app(appName, appId, 'provisioning'),
  parent: ({ appId }) => appId,
  async find({ appId, userType }, session) {
    const found = await mappingsTo(session, appId);
    const mapping = found.find(
      (candidate) => textAt(candidate, 'source.id') === userType.id && textAt(candidate, 'target.id') === appId,
    );
    // Items of the list have no properties.
    return mapping === undefined ? null : readMapping(session, idOf(mapping));
  },
  read: (_wanted, actual, session) => readMapping(session, idOf(actual)),
  compare: (_wanted, actual) =>
    differences(
      REMOVED_ATTRIBUTES.map((name) => ({ path: `properties.${name}`, value: null })),
      actual,
    ),
  create: async (wanted) => {
    throw attempt() < PATIENCE ? notReady(`${noMapping(wanted)} yet; looking again.`) : notShown(wanted);
  },
  async update(_wanted, actual, session) {
    const mapped = REMOVED_ATTRIBUTES.filter((name) => (at(actual, `properties.${name}`) ?? null) !== null);
    const properties = Object.fromEntries(mapped.map((name) => [name, null]));
    await session.okta.post(`/api/v1/mappings/${idOf(actual)}`, { properties });
  },
  planned: () => ({ id: PLANNED_ID }),
  madeWithParent: () => ({
    id: PLANNED_ID,
    properties: Object.fromEntries(REMOVED_ATTRIBUTES.map((name) => [name, { expression: `user.${name}` }])),
  }),
};

/** Attempts, over some two minutes, after which a mapping that does not show is a person's matter. */
const PATIENCE = 7;

const noMapping = ({ userType }: WantedMapping): string =>
  `Okta shows no attribute mapping of the user type "${userType.name}" to the application`;

/** Not documented: whether Okta makes the mapping together with the application, or with its provisioning. */
function notShown(wanted: WantedMapping) {
  const problem = `${noMapping(wanted)}.`;
  const fix =
    `It may come only when provisioning is switched on, and is then looked for again by itself. Where it never comes: ` +
    `in the Admin Console, tab Provisioning, To App, remove ${REMOVED_ATTRIBUTES.join(' and ')} from the attribute ` +
    'mappings yourself, and leave this step out.';
  return needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix)] });
}

function readMapping(session: Session, id: string): Promise<JsonObject | null> {
  return session.okta.find(`/api/v1/mappings/${id}`);
}
