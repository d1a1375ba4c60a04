import { ApplicationFailure } from '@temporalio/common';
import { askToken, checkCredentials, trueReason } from '../../activities/okta/check-credentials.js';
import type { OktaClient } from '../../activities/okta/okta-client.js';
import { OktaError } from '../../activities/okta/okta-error.js';
import { ConfigurationError } from '../../activities/okta/okta-environment.js';
import { ReserveReached } from '../../activities/okta/okta-failures.js';
import { whyNot } from '../../activities/person/limited-reads.js';
import { readPersonInKiro } from '../../activities/person/person-in-kiro.js';
import { nothingElse, type OktaFacts, readPersonInOkta } from '../../activities/person/person-in-okta.js';
import { NO_RUN } from '../../activities/person/person-objects.js';
import { createScimClient, type ScimAccess } from '../../activities/scim/scim-api.js';
import { toFailure } from '../../activities/scim/scim-failures.js';
import type { RunKnows } from '../../client/run-knows.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Trouble } from '../../runbook/outside.js';
import type { KiroFacts, Looked } from '../../runbook/person/facts.js';
import type { WhyAnswer } from '../../runbook/person/verdict.js';
import { whyOf } from '../../runbook/person/why.js';
import { seatOwners } from '../../runbook/roster/judge-seats.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';

/** What is at hand to look with. */
export interface AtHand {
  input: OnboardingInput;
  /** The org, or why it cannot be asked. */
  okta: Looked<OktaClient>;
  scim: Looked<ScimAccess>;
  /** Every line of the subscription list. */
  seats: Looked<Seat[]>;
  /** Null where no run could be asked. */
  run: RunKnows | null;
}

/** The answer, and whether Okta could be looked at at all. */
export interface WhyLooked {
  why: WhyAnswer;
  isBlind: boolean;
}

/** Looks at one person on both sides, and says why they can or cannot work with Kiro. Reads only. */
export async function whyPerson(asked: string, at: AtHand): Promise<WhyLooked> {
  const { input } = at;
  const okta = await oktaFacts(asked, at);
  const kiro = await kiroFacts(asked, okta, at);
  const seats = seatsOf(asked, okta, kiro, at);
  const why = whyOf({ asked, ...okta, kiro, seats, wanted: input });
  // What one system says may hold what another one is given.
  const token = 'value' in at.scim ? at.scim.value.token : null;
  return { why: new HeldSecrets([token?.open()]).cutAll(why), isBlind: 'why' in okta.account };
}

async function oktaFacts(asked: string, { input, okta, run }: AtHand): Promise<OktaFacts> {
  if ('why' in okta) return { account: okta, ...nothingElse(okta.why) };
  const client = okta.value;
  const task = { input, owner: workflowIdFor(input) };
  try {
    // The System Log is a scope to do without. What else is wrong with the token, the first read tells.
    if (client.mode === 'oauth') await askToken(client).catch(() => null);
    return await readPersonInOkta(client, task, asked, run ?? NO_RUN);
  } catch (error) {
    const why = await whyBlind(error, client);
    return { account: { why }, ...nothingElse(why) };
  }
}

/** Why the org could not be asked, in a few words. Throws what is a problem of this program. */
async function whyBlind(error: unknown, client: OktaClient): Promise<string> {
  if (error instanceof ReserveReached) return error.message;
  if (error instanceof ApplicationFailure) return error.message.replace(/\.$/, '');
  const known = await trueReason(error, client);
  if (known instanceof ConfigurationError) return known.message.replace(/\.$/, '');
  if (!(known instanceof OktaError)) throw error;
  if (known.status !== null && known.status !== 401) return whyNot(known);
  // Tells apart an org that is not there, one that is none of Okta's, and a token that is refused.
  const cause: unknown = await checkCredentials(client).catch((refusal: unknown) => refusal);
  return cause instanceof ConfigurationError ? cause.message.replace(/\.$/, '') : whyNot(known);
}

async function kiroFacts(asked: string, okta: OktaFacts, { scim, input }: AtHand): Promise<Looked<KiroFacts>> {
  if ('why' in scim) return scim;
  if ('value' in okta.account && okta.account.value.kind !== 'one') return { why: 'nobody of that login in Okta' };
  const app = 'value' in okta.provisioning ? okta.provisioning.value : null;
  const assignment = app !== null && 'value' in app.assignment ? app.assignment.value : null;
  const account = accountOf(okta);
  const own = 'value' in okta.groups ? okta.groups.value.groups.map(({ name }) => name) : [];
  const wanted = {
    externalId: assignment?.externalId ?? null,
    userName: assignment?.userName ?? account?.login ?? asked,
    groups: [...input.push.groups].sort((one, other) => Number(own.includes(other)) - Number(own.includes(one))),
  };
  try {
    return { value: await readPersonInKiro(createScimClient(scim.value), wanted) };
  } catch (error) {
    const failure = toFailure(error);
    if (!(failure instanceof ApplicationFailure) || failure.type === 'InternalError') throw error;
    const [trouble] = (failure.details ?? []) as Trouble[];
    return {
      why: (trouble?.findings[0]?.problem ?? failure.message.replace(/ Trying again\.$/, '')).replace(/\.$/, ''),
    };
  }
}

const accountOf = ({ account }: OktaFacts) =>
  'value' in account && account.value.kind === 'one' ? account.value.account : null;

/** The person's lines, by every name that the list may give them; else what the run's own review has seen. */
function seatsOf(asked: string, okta: OktaFacts, kiro: Looked<KiroFacts>, { seats, run }: AtHand): Looked<Seat[]> {
  const account = accountOf(okta);
  const login = account?.login ?? asked;
  if ('why' in seats) return run === null ? seats : seatOfReview(login, run, seats);
  const id = account?.id ?? 'asked';
  const { email = '', displayName = '', status = 'ACTIVE' } = account ?? {};
  const meant = { signIn: true, provision: true, push: [], subscribe: 'group' as const };
  const user = 'value' in kiro ? (kiro.value.byId ?? kiro.value.byName) : null;
  const loginById = new Map(user === null ? [] : [[user.id.toLowerCase(), login]]);
  const { byPerson } = seatOwners([{ id, login, email, displayName, status, meant }], seats.value, loginById);
  return { value: byPerson.get(id) ?? [] };
}

/** What the review saw may be days old, so it proves nothing about today: it is shown as what it is. */
function seatOfReview(login: string, { rows, reviewedAt }: RunKnows, otherwise: { why: string }): Looked<Seat[]> {
  const row = rows.find(({ who }) => who.toLowerCase() === login.toLowerCase());
  if (row === undefined || reviewedAt === null) return otherwise;
  const of = `the run's review of ${reviewedAt.slice(0, 10)}`;
  if (row.seat !== 'right' && row.seat !== 'extra') return { why: `${otherwise.why}; ${of} saw no seat of theirs` };
  const isPending = row.problems.some(({ code }) => code === 'seat-pending');
  return { why: `${otherwise.why}; ${of} saw ${isPending ? 'a pending one' : 'one'}` };
}
