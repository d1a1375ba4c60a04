import type { ChoiceTask } from '../../../runbook/outside.js';
import { ensure } from '../ensure.js';
import { hasMarker } from '../identity.js';
import { textAt, type JsonObject } from '../json.js';
import { adoptionNote, noteHolder } from '../objects/adoption-note.js';
import { idOf, NOTES } from '../objects/app-parts.js';
import { catalogApp } from '../objects/catalog-app.js';
import { PLANNED_ID } from '../okta-api.js';
import type { Session } from '../session.js';
import { chosenName } from './chosen-name.js';

/** Guide, Step 4: Create app integration. */
export async function ensureScimApplication(session: Session, { choice }: ChoiceTask) {
  const label = chosenName(choice, session.input.okta.provisioningApplication);
  const wanted = { label, owner: session.owner, choice };
  const app = await ensure(catalogApp, wanted, session);
  const appId = idOf(app);
  session.evidence.push({ label: 'SCIM application', value: appId, url: catalogApp.url(wanted, app, session) });
  if (appId !== PLANNED_ID && !hasMarker(textAt(app, NOTES), session.owner)) await noteAdoption(session, app);
  return { appId };
}

/** Nothing is written into an application that provisions already, so ours tells whose it is. */
async function noteAdoption(session: Session, app: JsonObject): Promise<void> {
  const holder = await noteHolder(session);
  if (holder !== null) {
    const wanted = { owner: session.owner, appId: idOf(app), holder };
    await ensure(adoptionNote, wanted, session);
    const url = adoptionNote.url(wanted, holder, session);
    session.evidence.push({ label: 'Its adoption is noted in', value: idOf(holder), url });
    return;
  }
  session.warnings.push(
    `The adopted application "${textAt(app, 'label') ?? ''}" provisions already, so nothing was written into it, ` +
      'and there is no OIDC application of this run whose notes could tell whose it is: a later run asks again.',
  );
}
