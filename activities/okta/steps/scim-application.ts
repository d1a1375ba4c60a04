import type { ChoiceTask } from '../../../runbook/outside.js';
import { ensure } from '../ensure.js';
import { hasMarker } from '../identity.js';
import { textAt } from '../json.js';
import { idOf, NOTES } from '../objects/app-parts.js';
import { catalogApp } from '../objects/catalog-app.js';
import { PLANNED_ID, type Session } from '../session.js';
import { chosenName } from './chosen-name.js';

/** Guide, Step 4: Create app integration. */
export async function ensureScimApplication(session: Session, { choice }: ChoiceTask) {
  const label = chosenName(choice, session.input.okta.provisioningApplication);
  const wanted = { label, owner: session.owner, choice };
  const app = await ensure(catalogApp, wanted, session);
  const appId = idOf(app);
  session.evidence.push({ label: 'SCIM application', value: appId, url: catalogApp.url(wanted, app, session) });
  if (appId !== PLANNED_ID && !hasMarker(textAt(app, NOTES), session.owner))
    session.warnings.push(
      `The adopted application "${textAt(app, 'label') ?? label}" provisions already, so nothing was written into it, ` +
        'not even whose it is: a later run asks again.',
    );
  return { appId };
}
