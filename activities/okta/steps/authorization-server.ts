import type { ChoiceTask } from '../../../runbook/outside.js';
import { ensure } from '../ensure.js';
import { textAt } from '../json.js';
import { idOf } from '../objects/app-parts.js';
import { authorizationServer } from '../objects/authorization-server.js';
import type { Session } from '../session.js';
import { chosenName } from './chosen-name.js';

/** Guide, Step 2: Create Kiro specific scopes, Add Authorization Server. The issuer is Okta's answer, never derived. */
export async function ensureAuthorizationServer(session: Session, { choice }: ChoiceTask) {
  const { name, audience } = session.input.okta.authorizationServer;
  const wanted = { name: chosenName(choice, name), audience, owner: session.owner, choice };
  const server = await ensure(authorizationServer, wanted, session);
  const [serverId, issuer] = [idOf(server), textAt(server, 'issuer') ?? ''];
  const url = authorizationServer.url(wanted, server, session);
  session.evidence.push(
    { label: 'Authorization server', value: serverId, url },
    { label: 'Issuer', value: issuer, url },
  );
  return { serverId, issuer };
}
