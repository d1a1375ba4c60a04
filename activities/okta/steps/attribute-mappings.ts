import { CATALOG_APP_NAME, REMOVED_ATTRIBUTES } from '../../../runbook/onboarding/guide.js';
import type { Task } from '../../../runbook/outside.js';
import { peopleOf, requireAudience } from '../audience.js';
import { ensure } from '../ensure.js';
import { at, textAt } from '../json.js';
import { idOf } from '../objects/app-parts.js';
import { attributeMapping } from '../objects/attribute-mapping.js';
import { PLANNED_ID } from '../okta-api.js';
import type { Session } from '../session.js';

/** Guide, Step 4: Synchronizing Groups, Pre-requisite. Every user type whose users are provisioned has a mapping. */
export async function ensureAttributeMappings(session: Session, { appId }: Task & { appId: string }) {
  for (const userType of await userTypes(session)) {
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
