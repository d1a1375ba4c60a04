import type { Choice, ChoiceTask } from '../../runbook/outside.js';
import { chosenName, pick } from './adoption.js';
import { activate, created, ensure, type ObjectKind } from './ensure.js';
import { hasMarker, markerFields, namesOf, type Owner, withMarker } from './identity.js';
import { differences, type Field, idOf, type JsonObject, textAt, withFields } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';

/** Guide, Step 2: Create Kiro specific scopes, Add Authorization Server. The issuer is Okta's answer, never derived. */
export async function ensureAuthorizationServer(session: Session, { choice }: ChoiceTask) {
  const { name, audience } = session.input.okta.authorizationServer;
  const adopted = session.adopted?.serverId ?? null;
  const wanted = { name: chosenName(choice, name), audience, owner: await ownerOf(session), adopted, choice };
  const server = await ensure(authorizationServer, wanted, session);
  const [serverId, issuer] = [idOf(server), textAt(server, 'issuer') ?? ''];
  const url = authorizationServer.url(wanted, server, session);
  session.evidence.push(
    { label: 'Authorization server', value: serverId, url },
    { label: 'Issuer', value: issuer, url },
  );
  return { serverId, issuer };
}

export interface WantedServer {
  name: string;
  audience: string;
  owner: Owner;
  /** Id of one that was adopted as it is; null or absent where none was. */
  adopted?: string | null;
  choice: Choice | null;
}

const PATH = '/api/v1/authorizationServers';

/**
 * Step 2: the custom authorization server. Its issuer mode is given at creation and never changed, since Kiro stores
 * the issuer: another one would end every sign-in. Okta takes exactly one audience.
 */
export const authorizationServer: ObjectKind<WantedServer, JsonObject> = {
  label: ({ name }) => `authorization server "${name}"`,
  url: (_wanted, actual, session) => session.pages.authorizationServer(idOf(actual)),

  async find(wanted, session) {
    const { name, owner, adopted = null, choice } = wanted;
    const found = (await listServers(session)).map((actual) => ({
      actual,
      id: idOf(actual),
      name: textAt(actual, 'name') ?? '',
      url: session.pages.authorizationServer(idOf(actual)),
      ours: idOf(actual) === adopted || hasMarker(textAt(actual, 'description'), owner),
    }));
    const appraise = async (actual: JsonObject) => ({
      changes: differences(fieldsOf(wanted, actual), actual),
      barriers: [],
    });
    return pick({ kind: 'authorization server', name, found, choice, appraise, mode: session.mode });
  },

  read: (_wanted, actual, session) => readServer(session, idOf(actual)),
  compare: (wanted, actual) => differences(fieldsOf(wanted, actual), actual),
  async create(wanted, session) {
    return created((await session.okta.post(PATH, newServer(wanted))).body);
  },

  async update(wanted, actual, session) {
    const fields = fieldsOf(wanted, actual).filter((field) => field.path !== 'status');
    if (differences(fields, actual).length > 0)
      await session.okta.put(`${PATH}/${idOf(actual)}`, withFields(fields, actual));
    if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, `${PATH}/${idOf(actual)}`);
  },

  planned: (wanted) => ({ ...newServer(wanted), id: PLANNED_ID, issuer: PLANNED_ID }),
};

/** All authorization servers of the org. */
export const listServers = (session: Session): Promise<JsonObject[]> => session.okta.list(PATH);

/** The server as it is now. */
function readServer(session: Session, id: string): Promise<JsonObject | null> {
  return session.okta.find(`${PATH}/${id}`);
}

function fieldsOf({ audience, owner, adopted }: WantedServer, actual: JsonObject): Field[] {
  return [
    { path: 'status', value: 'ACTIVE' },
    { path: 'audiences', value: [audience] },
    { path: 'credentials.signing.rotationMode', value: 'AUTO', absent: 'AUTO' },
    ...markerFields('description', owner, actual, adopted),
  ];
}

/** What the issuer of a server that a run makes is made of. */
export const ISSUER_MODE = 'ORG_URL';

/** Whether a run has made the server, and not adopted it: then its description begins with the run's own words. */
export const isMadeByRun = (server: JsonObject, owner: Owner): boolean =>
  namesOf(owner).some((name) => textAt(server, 'description') === withMarker(PURPOSE, name));

const PURPOSE = 'Access to Kiro';

function newServer({ name, audience, owner }: WantedServer): JsonObject {
  return {
    name,
    description: withMarker(PURPOSE, owner),
    audiences: [audience],
    issuerMode: ISSUER_MODE,
    credentials: { signing: { rotationMode: 'AUTO' } },
  };
}
