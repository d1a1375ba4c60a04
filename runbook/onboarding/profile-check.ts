import { accepted, type Check, invalid, refused, type Tidied } from '../messages/verdict.js';
import type { OnboardingSetting } from './state.js';
import type { MessageOf } from '../messages/schemas.js';
import { adminConsole } from '../model/okta-console.js';
import { pastedAddress } from '../messages/pasted.js';

/** Both values alone, without what was pasted around them. */
export function tidyProfile(given: MessageOf<'kiroProfileEnabled'>): Tidied<MessageOf<'kiroProfileEnabled'>> {
  const notes: string[] = [];
  const issuer = pastedAddress(given.issuer, notes, 'issuer');
  const clientId = pastedAddress(given.clientId, notes, 'clientId');
  const looks = notes.map((note) => `${note} Make sure that the Kiro console holds exactly that.`);
  return { value: { ...given, issuer, clientId }, notes: looks };
}

/** Step 3, Create Kiro Profile: both values as they stand in the Kiro console must be ours, character by character. */
export function checkProfile(
  given: MessageOf<'kiroProfileEnabled'>,
  setting: OnboardingSetting,
): Check<MessageOf<'kiroProfileEnabled'>> {
  const { state, input } = setting;
  const ours = state.facts.authorizationServer?.issuer;
  const ourId = state.facts.oidcApplication?.clientId;
  if (ours === undefined || ourId === undefined) {
    return refused(
      'too-early',
      'The Okta application and authorization server are not ready yet; there is no issuer or client ID to paste.',
    );
  }
  const { value, notes } = tidyProfile(given);
  const { issuer, clientId } = value;
  if (issuer === ourId && clientId === ours) {
    return invalid(
      'issuer',
      "Issuer and client ID are swapped: put them into each other's field in the Kiro console, and send them again.",
      ['clientId'],
    );
  }
  if (issuer !== ours)
    return invalid(
      'issuer',
      `${issuerFault(issuer, ours, ourId, input.okta.orgUrl)} In Kiro it must be exactly ${ours}`,
    );
  if (clientId !== ourId)
    return invalid('clientId', `${clientIdFault(clientId, ourId, setting)} In Kiro it must be exactly ${ourId}`);
  return accepted(value, notes);
}

/** What the text is instead of our issuer, for the person who has to find it in two consoles. */
function issuerFault(given: string, ours: string, ourId: string, orgUrl: string): string {
  const admin = adminConsole(orgUrl);
  if (given === ourId) return 'That is the client ID.';
  if (given === orgUrl)
    return 'That is the issuer of the org itself; Kiro needs the one of the custom authorization server.';
  if (given.toLowerCase() === ours.toLowerCase()) return 'The issuer differs in upper and lower case.';
  if (given.startsWith(`${ours}/`))
    return 'That is an address below the issuer, such as its metadata; the issuer ends before it.';
  if (given.replace(/^(http:\/\/)?/i, 'https://') === ours) return 'The issuer begins with https://.';
  if (given === ours.slice(ours.lastIndexOf('/') + 1))
    return 'That is the ID of the authorization server; its issuer is the whole address.';
  if (admin !== orgUrl && given.startsWith(admin))
    return 'That is an address of the Admin Console; the issuer has the address of the org.';
  if (given.startsWith(`${orgUrl}/oauth2`)) return 'That is another authorization server of this org.';
  return 'The issuer is not the one of our authorization server.';
}

function clientIdFault(given: string, ours: string, { state, input }: OnboardingSetting): string {
  const name = input.okta.oidcApplication;
  if (given.toLowerCase() === ours.toLowerCase()) return 'The client ID differs in upper and lower case.';
  if (given === name) return "That is the application's name, not its client ID.";
  if (given === state.facts.scimApplication?.appId)
    return `That is the SCIM application; Kiro signs people in with "${name}".`;
  if (given === state.facts.authorizationServer?.issuer) return 'That is the issuer.';
  if (/^https?:\/\//i.test(given)) return 'That is an address, not a client ID.';
  if (/^0oa[0-9A-Za-z]+$/.test(given)) return `That is the client ID of another application than "${name}".`;
  return `The client ID is not the one of "${name}".`;
}
