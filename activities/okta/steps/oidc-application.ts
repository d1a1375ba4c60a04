import type { ChoiceTask } from '../../../runbook/outside.js';
import { ensure } from '../ensure.js';
import { idOf } from '../objects/app-parts.js';
import { clientIdOf, oidcApp } from '../objects/oidc-app.js';
import type { Session } from '../session.js';
import { chosenName } from './chosen-name.js';

/** Guide, Step 1: Create new app integration. */
export async function ensureOidcApplication(session: Session, { choice }: ChoiceTask) {
  const wanted = { label: chosenName(choice, session.input.okta.oidcApplication), owner: session.owner, choice };
  const app = await ensure(oidcApp, wanted, session);
  const [appId, clientId] = [idOf(app), clientIdOf(app)];
  const url = oidcApp.url(wanted, app, session);
  session.evidence.push({ label: 'OIDC application', value: appId, url }, { label: 'Client id', value: clientId, url });
  return { appId, clientId };
}
