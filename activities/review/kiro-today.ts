import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { KiroUsers } from '../../runbook/roster/facts.js';
import type { AppUser } from '../okta/applications.js';
import { externalIds, idsAt } from '../okta/given-endpoint.js';
import { textAt } from '../okta/json-fields.js';
import type { OktaApi } from '../okta/okta-api.js';
import { OktaError } from '../okta/okta-error.js';
import { toFailure } from '../okta/okta-failures.js';
import type { VerifiedOkta } from '../okta/okta-verify.js';
import type { VerifiedStep } from '../okta/verified.js';
import { type Reach, type SeenThere, verifyReach } from '../okta/verify-connection.js';
import type { Membership } from '../scim/membership.js';
import type { ScimClient } from '../scim/scim-api.js';
import { allGroups, eachUser, type KiroGroupName } from '../scim/whole-list.js';
import { type KnownGroup, membershipsOf } from './kiro-members.js';
import { KiroRoll, writtenBy } from './kiro-roll.js';

/** Kiro's side as it is today. */
export interface KiroToday {
  /** Whether Okta writes to this Kiro; the rest is null where it does not, since it would tell nothing of the connection. */
  reach: Reach;
  /** All users against those whom Okta provisions; null where the endpoint does not list them all. */
  users: KiroUsers | null;
  /** How many users there are; null likewise. */
  total: number | null;
  /** All groups; null where the endpoint does not list them all. */
  groups: KiroGroupName[] | null;
  /** The pushed groups. */
  memberships: Membership[] | null;
  /** Names of those users whose ids were asked for, as far as they were listed. */
  loginById: ReadonlyMap<string, string>;
}

/** The most people to look up one by one, where the endpoint does not list everybody. */
const LOOKED_UP = 40;

interface Asked {
  input: OnboardingInput;
  verified: VerifiedOkta;
  okta: OktaApi;
  seen: VerifiedStep;
  /** Ids of users whose names are wanted, in lower case. */
  ids: ReadonlySet<string>;
}

/** Reads Kiro's side and compares it with Okta's; where Okta writes to goes into `seen`. */
export async function kiroToday(client: ScimClient, { input, verified, okta, seen, ids }: Asked): Promise<KiroToday> {
  const { side, appUsers, sendsLogin, pushes } = verified;
  const roll = new KiroRoll({ people: side.people, appUsers, sendsLogin });
  const loginById = new Map<string, string>();
  const isListed = await eachUser(client, (user) => {
    roll.take(user);
    if (ids.has(user.id.toLowerCase())) loginById.set(user.id.toLowerCase(), user.userName);
  });
  const reach = verifyReach(input, seen, await whoIsThere(client, appUsers, isListed ? roll : null));
  const nothing = { reach, users: null, total: null, groups: null, memberships: null, loginById };
  if (reach === 'another' || reach === 'unclear') return nothing;
  const groups = await allGroups(client);
  const find = (name: string): KiroGroupName | null =>
    groups?.find((group) => group.name.toLowerCase() === name.toLowerCase()) ?? null;
  const known = new Map<string, KnownGroup>();
  for (const { name, nameInKiro, shared } of pushes?.groups ?? []) {
    // A group may have kept the old name there, or have taken the new one.
    const there = find(nameInKiro) === null && find(name) !== null ? name : nameInKiro;
    known.set(name, { nameInKiro: there, others: shared, ...(groups === null ? {} : { inKiro: find(there) }) });
  }
  return {
    reach,
    users: isListed ? roll.result(await reasonsOf(roll, okta)) : null,
    total: isListed ? roll.total : null,
    groups,
    loginById,
    memberships: await membershipsOf(client, input, side.people, known),
  };
}

async function whoIsThere(
  client: ScimClient,
  appUsers: AppUser[],
  roll: KiroRoll | null,
): Promise<SeenThere | { why: string; how: string }> {
  const written = writtenBy(appUsers);
  if (written.length === 0)
    return { why: 'Okta has pushed nobody', how: 'look again when people are assigned and pushed' };
  const { host } = client;
  if (roll !== null)
    return { host, looked: written, absent: roll.absent(), elsewhere: roll.elsewhere(), total: roll.total };
  const looked = [...written].sort((one, other) => other.pushedAt - one.pushedAt).slice(0, LOOKED_UP);
  const there = await idsAt(client, externalIds(looked));
  const absent = looked.filter(({ externalId }) => externalId === null || !there.has(externalId));
  return { host, looked, absent, elsewhere: null, total: null };
}

/** The most users to ask Okta about. */
const ASKED = 40;

/** Why users whom nobody of the roster is are in Kiro, as far as Okta tells: one that it refuses has no reason here. */
async function reasonsOf({ unknown }: KiroRoll, okta: OktaApi): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  for (const { userName, externalId } of unknown.slice(0, ASKED)) {
    try {
      const user = externalId === '' ? null : await okta.find(`/api/v1/users/${encodeURIComponent(externalId)}`);
      reasons.set(userName, reasonOf(externalId, user === null ? null : textAt(user, 'status')));
    } catch (error) {
      // The reason is an extra: without it the user is a finding all the same.
      if (!(error instanceof OktaError)) throw toFailure(error, okta.client.orgUrl, okta.client.secrets());
    }
  }
  return reasons;
}

function reasonOf(externalId: string, status: string | null): string {
  if (externalId === '') return 'no id of Okta is noted there, so they were made by hand';
  if (status === null) return 'Okta has nobody of the id that is noted there';
  return status === 'ACTIVE' ? 'they have lost the SCIM application' : `their state in Okta is ${status}`;
}
