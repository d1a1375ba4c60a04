import type { Finding } from '../../runbook/model/proof.js';
import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import { isActive } from '../../runbook/roster/facts.js';
import { counted } from '../../runbook/words/phrases.js';
import { warning } from '../needs-person.js';
import { together } from '../side-by-side.js';
import { appCandidate, listAppsOnce, readAppUsers } from './applications.js';
import { loginsListed, type User } from './directory.js';
import { idOf, type JsonObject, textAt } from './json-fields.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';

// Each application has a user name of its own for everybody: by its "Application username format", or typed in for one
// person. The SCIM application sends it to Kiro as userName; the OIDC application puts it into the token as `sub`. Which of
// the two Kiro goes by nobody could check, so they should be the same, and the login or the e-mail address.

/** Who is called what in an application. */
export interface UserNames {
  label: string;
  /** Its page with the format. */
  url: string;
  /** The template of the format, such as `${source.login}`. */
  template: string;
  /** The names of those who have it, by user id; everybody else gets theirs by the template. */
  given: ReadonlyMap<string, string>;
}

/** The names in both applications, as far as these exist. */
export interface NamesInApps {
  signIn: UserNames | null;
  provision: UserNames | null;
}

const LOGIN = '${source.login}';

/** The template of an application; that of a new one where it has none. */
export const templateOf = (app: JsonObject): string => textAt(app, 'credentials.userNameTemplate.template') ?? LOGIN;

/** The user's name by a template; null where only Okta can tell. Okta writes custom ones without `${}`, and `user` for `source`. */
export function nameBy(template: string, { login, email }: Pick<User, 'login' | 'email'>): string | null {
  const expression = template.replace(/^\$\{(.*)\}$/s, '$1').replace(/^user\./, 'source.');
  if (expression === 'source.login') return login;
  if (expression === 'source.email') return email;
  const [, of] = /^(?:fn:|String\.)substringBefore\((?:source|user)\.(login|email),\s*"@"\)$/.exec(expression) ?? [];
  return of === undefined ? null : ((of === 'login' ? login : email).split('@')[0] ?? null);
}

/** Why an application must not be adopted: it calls people neither by login nor by e-mail address. Empty if it does. */
export function nameBarriers(app: JsonObject): string[] {
  const sample = { login: 'login@x', email: 'email@x' };
  const name = nameBy(templateOf(app), sample);
  if (name === sample.login || name === sample.email) return [];
  return [
    `its Application username format is ${templateOf(app)}, and Kiro needs the login or the e-mail address (tab Sign On)`,
  ];
}

/** Reads the names in the applications of this run, in those that were adopted by id, or in those of that label which it would offer to adopt. */
export async function readUserNames(session: Session): Promise<NamesInApps> {
  const { oidcApplication, provisioningApplication } = session.input.okta;
  const [signIn, provision] = await together(
    namesIn(session, OIDC_APP_NAME, { label: oidcApplication, adopted: session.adopted?.signInAppId ?? null }),
    namesIn(session, CATALOG_APP_NAME, { label: provisioningApplication, adopted: session.adopted?.scimAppId ?? null }),
  );
  return { signIn, provision };
}

async function namesIn(
  session: Session,
  key: string,
  { label, adopted }: { label: string; adopted: string | null },
): Promise<UserNames | null> {
  const [owner, apps] = await together(ownerOf(session), listAppsOnce(session, key));
  const found = apps.map((app) => appCandidate(session, key, owner, app));
  const named = found.filter(({ name }) => name === label);
  const app =
    found.find(({ id }) => id === adopted) ??
    found.find(({ ours }) => ours) ??
    (named.length === 1 ? named[0] : undefined);
  if (app === undefined) return null;
  const users = await readAppUsers(session, app.id);
  return namesOf(session, key, app.actual, new Map(users.map(({ id, login }) => [id, login])));
}

/** The names in an application whose users have been read. */
const namesOf = (session: Session, key: string, app: JsonObject, given: ReadonlyMap<string, string>): UserNames => ({
  label: textAt(app, 'label') ?? '',
  url: session.pages.app(key, idOf(app), 'signon'),
  template: templateOf(app),
  given,
});

/** As `userNameFindings`, of the SCIM application alone, by what Okta says it sends. */
export function sentNameFindings(session: Session, appId: string, people: readonly User[], sent: UserNames['given']) {
  const label = session.input.okta.provisioningApplication;
  const names = { label, url: session.pages.app(CATALOG_APP_NAME, appId, 'signon'), template: LOGIN, given: sent };
  return userNameFindings({ signIn: names, provision: names }, people);
}

/** What a user is called in an application; in a new one by the login. Null where only Okta can tell. */
export const nameIn = (names: UserNames | null, user: User): string | null =>
  names === null ? user.login : (names.given.get(user.id) ?? nameBy(names.template, user));

const isSame = (one: string | null, other: string | null): boolean => one?.toLowerCase() === other?.toLowerCase();

/** The clicks that change the names of everybody at once. */
const FORMAT =
  'open the application, tab Sign On, Credentials Details, Edit: set Application username format to "Okta username" and ' +
  'Update application username on to "Create and update", Save, then Update Now; where one person has a name typed in, ' +
  'correct it on the tab Assignments (the pencil). Force Sync sends the name as it is and changes none.';

/** People to be provisioned with a name that Kiro would not know them by, one finding a kind. */
export function userNameFindings({ signIn, provision }: NamesInApps, people: readonly User[]): Finding[] {
  const active = people.filter(isActive);
  const odd = active.filter((user) => {
    const name = nameIn(provision, user);
    return name !== null && !isSame(name, user.login) && !isSame(name, user.email);
  });
  const split = active.filter((user) => {
    const [here, there] = [nameIn(signIn, user), nameIn(provision, user)];
    return here !== null && there !== null && !isSame(here, there) && !odd.includes(user);
  });
  const label = provision?.label ?? '';
  const findings: Finding[] = [];
  for (const names of [provision, signIn])
    if (names !== null && active.some((user) => nameIn(names, user) === null))
      findings.push(
        warning(
          `"${names.label}" makes user names by an expression of its own (${names.template}), so what Kiro gets shows only when people are assigned.`,
          `If that is not the login: ${FORMAT}`,
          names.url,
        ),
      );
  if (odd.length > 0)
    findings.push(
      warning(
        `"${label}" has another user name for ${counted(odd.length, 'person', 'people')} than the login or the e-mail address: ` +
          `${loginsListed(odd, (user) => `${user.login} (sent as ${nameIn(provision, user)})`)}. Kiro would know them by that.`,
        `For all at once ${FORMAT}`,
        provision?.url ?? null,
      ),
    );
  if (split.length > 0)
    findings.push(
      warning(
        `${counted(split.length, 'person signs', 'people sign')} in under another name than Kiro is sent: ` +
          `${loginsListed(split, (user) => `${nameIn(signIn, user)} (sent as ${nameIn(provision, user)})`)}.`,
        `Give both applications the same format. In each ${FORMAT}`,
        (provision ?? signIn)?.url ?? null,
      ),
    );
  return findings;
}
