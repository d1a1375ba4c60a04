import { MOST_KEPT } from '../connection/connection-updates.js';
import type { KeptStep } from '../connection/record.js';
import type { MessageName } from '../messages/schemas.js';
import { witnessed } from '../model/consequences.js';
import { type Answers, recordOf, type Sender } from '../model/state.js';
import type { Audience } from './input.js';
import type { ConnectingState, ConnectingView } from './state.js';
import type { StepId } from './steps.js';

// What people did outside Okta outlives its run: the record of the connection keeps it, and a later onboarding takes it over
// where it is about the same as today and nothing speaks against it. So a change asks only for what it changes.

/** A step that a later run may take over. */
interface KeptRow {
  /** The message with which people answer it; null where it is taken over without asking the step itself. */
  message: MessageName | null;
  /** It is done in Kiro: where Kiro's side is gone, so is this. */
  isInKiro: boolean;
  /** Steps that must have been taken over for this one to be. */
  needs: readonly KeptStepId[];
  /** What it is about; null where nothing of it may be kept. */
  readonly subject: (view: ConnectingView) => Record<string, string> | null;
  /** What people said, as texts. Absent: nothing that a later step needs. */
  readonly value?: (answers: Answers, view: ConnectingView) => Record<string, string>;
  /** The answer that those texts were. Absent: the texts themselves. */
  readonly answer?: (value: Record<string, string>) => object;
}

export type KeptStepId = Extract<
  StepId,
  | 'token-check'
  | 'kiro-profile'
  | 'domain'
  | 'domain-verified'
  | 'scim-access'
  | 'provisioning-connection'
  | 'provisioning-features'
  | 'subscribe-team'
  | 'sync-window'
  | 'subscription-review'
  | 'pilot-sign-in'
>;

const listed = (names: readonly string[]): string => JSON.stringify([...names].sort());
const audience = (name: string, { groups, users }: Audience): Record<string, string> => ({
  [`${name}.groups`]: listed(groups),
  [`${name}.users`]: listed(users),
});

/** What Kiro signs people in by. */
const signInSide = ({ state: { facts } }: ConnectingView): Record<string, string> => ({
  issuer: facts.authorizationServer?.issuer ?? '',
  clientId: facts.oidcApplication?.clientId ?? '',
});

const endpointOf = ({ state }: ConnectingView): string => state.answers.scimAccessIssued?.value.endpoint ?? '';

/** Everybody who is meant to be in Kiro, or to have a seat. */
const everybody = (view: ConnectingView): Record<string, string> => ({
  ...audience('signIn', view.input.signIn),
  ...audience('provision', view.input.provision),
  ...audience('subscribe', view.input.subscribe),
  'push.groups': listed(view.input.push.groups),
  endpoint: endpointOf(view),
});

/** Of an answer without those fields, the text that is there. */
const texts = (value: object | undefined, ...names: string[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(value ?? {}).filter(
      (entry): entry is [string, string] => names.includes(entry[0]) && typeof entry[1] === 'string',
    ),
  );

/** In the order in which they are taken over. */
export const KEPT_STEPS: Record<KeptStepId, KeptRow> = {
  'token-check': {
    message: 'signInTested',
    isInKiro: false,
    needs: [],
    subject: (view) =>
      // Without a real sign-in the program has done all of it.
      view.state.answers.signInTested === undefined && recordOf(view.state, 'token-check').state === 'done'
        ? null
        : {
            ...signInSide(view),
            scopes: listed(view.input.scopes),
            audience: view.input.okta.authorizationServer.audience,
          },
    value: ({ signInTested }) => ({ tested: JSON.stringify(signInTested?.value ?? null) }),
    answer: ({ tested }) => JSON.parse(tested ?? 'null') as object,
  },
  'kiro-profile': {
    message: 'kiroProfileEnabled',
    isInKiro: true,
    needs: [],
    subject: signInSide,
    value: ({ kiroProfileEnabled }) => texts(kiroProfileEnabled?.value, 'issuer', 'clientId'),
  },
  domain: {
    message: 'domainAdded',
    isInKiro: true,
    needs: ['kiro-profile'],
    subject: ({ input }) => ({ domain: input.domain, recordName: input.dns.recordName ?? '' }),
    value: ({ domainAdded }) => texts(domainAdded?.value, 'verificationToken', 'recordName'),
  },
  'domain-verified': {
    message: 'domainVerified',
    isInKiro: true,
    needs: ['domain'],
    subject: ({ input, state }) => ({
      domain: input.domain,
      verificationToken: state.answers.domainAdded?.value.verificationToken ?? '',
    }),
  },
  'scim-access': {
    message: 'scimAccessIssued',
    isInKiro: true,
    needs: ['kiro-profile'],
    subject: () => ({}),
    value: ({ scimAccessIssued }) => texts(scimAccessIssued?.value, 'endpoint', 'storedAt'),
  },
  'provisioning-connection': {
    message: 'provisioningConfigured',
    isInKiro: true,
    needs: ['kiro-profile'],
    subject: (view) => ({ application: view.state.facts.scimApplication?.appId ?? '', endpoint: endpointOf(view) }),
  },
  'provisioning-features': {
    message: 'provisioningConfigured',
    isInKiro: true,
    needs: ['kiro-profile'],
    subject: (view) => ({ application: view.state.facts.scimApplication?.appId ?? '' }),
  },
  'subscribe-team': {
    message: 'teamSubscribed',
    isInKiro: true,
    needs: ['domain-verified'],
    subject: ({ input: { subscribe }, state }) => {
      const { groups, users, tier } = state.answers.teamSubscribed?.value ?? {};
      const meant = { ...audience('subscribe', subscribe), 'subscribe.tier': subscribe.tier };
      const done = { groups: groups ?? subscribe.groups, users: users ?? subscribe.users };
      // Who was subscribed otherwise than was meant is asked about again.
      return isSame({ ...audience('subscribe', done), 'subscribe.tier': tier ?? subscribe.tier }, meant) ? meant : null;
    },
  },
  'sync-window': { message: null, isInKiro: true, needs: ['kiro-profile'], subject: everybody },
  'subscription-review': { message: null, isInKiro: true, needs: ['kiro-profile'], subject: everybody },
  'pilot-sign-in': {
    message: 'stepDone',
    isInKiro: true,
    needs: ['kiro-profile', 'domain-verified'],
    subject: (view) => ({
      ...signInSide(view),
      pilot: view.input.pilot ?? '',
      scopes: listed(view.input.scopes),
    }),
    value: (_answers, { state }) => ({
      note: state.attested['pilot-sign-in']?.note ?? '',
      since: state.steps['pilot-sign-in'].startedAt ?? '',
    }),
  },
};

const KEPT_IDS = Object.keys(KEPT_STEPS) as KeptStepId[];

/** Whether a step may be taken over; else why it is asked, in some words. */
export function stillHolds(view: ConnectingView, id: KeptStepId): { kept: KeptStep } | { why: string } {
  const { kept } = view.state.facts;
  const one = kept?.steps[id];
  if (kept === undefined || one === undefined) return { why: 'no earlier run of this connection has kept it' };
  const { isInKiro, needs, subject } = KEPT_STEPS[id];
  if (recordOf(view.state, id).history.length > 0) return { why: 'it is done again' };
  const later = laterThanKept(view);
  if (isInKiro && later !== null) return { why: later };
  const changed = differencesBetween(one.subject, subject(view) ?? {});
  if (changed.length > 0) return { why: `changed: ${changed.join(', ')}` };
  const missing = needs.find((other) => !kept.taken.includes(other));
  if (missing !== undefined) return { why: `${missing} is asked` };
  const { token } = kept;
  const isOfToken = id === 'scim-access' || id === 'provisioning-connection';
  if (isOfToken && token.isOld) return { why: `the SCIM token of ${dayOf(token.issuedAt)} is due to be renewed` };
  if (id === 'scim-access' && kept.kiro.seen === 'unseen') return { why: kept.kiro.text };
  return { kept: one };
}

/** What speaks against all that was kept of Kiro; null where nothing does. */
function laterThanKept({ state: { answers, facts } }: ConnectingView): string | null {
  const { kept } = facts;
  if (kept === undefined) return null;
  if (kept.kiro.seen === 'gone') return kept.kiro.text;
  const endpoint = kept.steps['scim-access']?.value['endpoint'];
  // Somebody may give today's access before any step of Kiro is looked at.
  const given = answers.scimAccessIssued?.value.endpoint;
  if (endpoint !== undefined && given !== undefined && given !== endpoint)
    return `Kiro has another SCIM endpoint now: ${given}`;
  return endpoint !== undefined && kept.endpoint !== null && endpoint !== kept.endpoint
    ? `Kiro has had another SCIM endpoint since: ${kept.endpoint}`
    : null;
}

/**
 * Takes a step over where it still holds: its answer is there as it was given, with its time and sender. Null where it is
 * asked. Somebody who has answered already has the word.
 */
export function takeOver(view: ConnectingView, id: KeptStepId): KeptStep | null {
  const { state } = view;
  const { message, answer } = KEPT_STEPS[id];
  const isAnswered = message !== null && message !== 'stepDone' && state.answers[message] !== undefined;
  const found = stillHolds(view, id);
  // The connection and its switches are one answer.
  const isShared =
    id === 'provisioning-features' &&
    isTakenOver(view, 'provisioning-connection') &&
    isStillSaid(view, 'provisioning-connection');
  if (!('kept' in found) || (isAnswered && !isShared) || state.attested[id] !== undefined) return null;
  const { by, via, sender: mark = null } = found.kept;
  const value = id === 'scim-access' ? storedToday(view, found.kept) : found.kept.value;
  const sender: Sender = { by, via, sender: mark, at: answeredAt(view, id, found.kept) };
  if (message === 'stepDone') state.attested[id] = { ...sender, note: value['note'] || null };
  else if (message !== null)
    Object.assign(state.answers, { [message]: { value: answer?.(value) ?? { ...value }, ...sender } });
  state.facts.kept!.taken.push(id);
  return found.kept;
}

/** A rotation since may have put the token elsewhere: where it is kept is what the record says now. */
function storedToday({ state: { facts } }: ConnectingView, { value }: KeptStep): Record<string, string> {
  const { storedAt: _then, ...rest } = value;
  const storedAt = facts.kept?.token.storedAt ?? null;
  return storedAt === null ? rest : { ...rest, storedAt };
}

/** What Okta pushed with a token before an exchange says nothing of the one that it has now. */
function answeredAt({ state: { facts } }: ConnectingView, id: KeptStepId, { at }: KeptStep): string {
  const issuedAt = facts.kept?.token.issuedAt ?? at;
  return id === 'scim-access' && issuedAt > at ? issuedAt : at;
}

/** Who has answered that step; absent where nobody has, or no message does. */
function saidOf({ attested, answers }: ConnectingState, id: KeptStepId): Sender | undefined {
  const { message } = KEPT_STEPS[id];
  if (message === null) return undefined;
  return message === 'stepDone' ? attested[id] : answers[message];
}

/** Whether the answer that was taken over is still there: it was neither taken back nor given anew, also by the same person. */
export function isStillSaid(view: ConnectingView, id: KeptStepId): boolean {
  const { state } = view;
  const { message } = KEPT_STEPS[id];
  const kept = state.facts.kept?.steps[id];
  if (message === null || kept === undefined) return true;
  const said = saidOf(state, id);
  return said?.by === kept.by && said.via === kept.via && said.at === answeredAt(view, id, kept);
}

/** Whether the step stands as an earlier run has left it. */
export const isTakenOver = ({ state }: Pick<ConnectingView, 'state'>, id: string): boolean =>
  state.facts.kept?.taken.includes(id) === true;

/** What a run that has come to its end leaves for later ones. */
export function keptOf(view: ConnectingView): Record<string, KeptStep> {
  const { state, workflowId, runId } = view;
  const kept: Record<string, KeptStep> = {};
  for (const id of KEPT_IDS.filter((one) => view.runbook.steps.has(one))) {
    const record = witnessed(view, id);
    const { subject, value } = KEPT_STEPS[id];
    const about = subject(view);
    const before = state.facts.kept?.steps[id];
    if (record.state !== 'done' || record.confirmed === null || record.since === null || about === null) continue;
    // What was found is still open, accepted or not: a later run has to look again.
    if (record.findings.length > 0) continue;
    const { confirmed } = record;
    if (isTakenOver(view, id) && before !== undefined) {
      kept[id] = before;
      continue;
    }
    const { by, via, at, sender } = saidOf(state, id) ?? { ...record, at: record.since };
    const who = { confirmed, by, via, at, ...(sender == null ? {} : { sender }) };
    const step = { subject: about, value: value?.(state.answers, view) ?? {}, summary: record.summary ?? '', ...who };
    if (isShort(step)) kept[id] = { ...step, workflowId, runId };
  }
  return kept;
}

/** What is too long for the record is asked for again. */
const isShort = ({ subject, value, summary }: Pick<KeptStep, 'subject' | 'value' | 'summary'>): boolean =>
  [...Object.values(subject), ...Object.values(value), summary].every((text) => text.length <= MOST_KEPT);

const isSame = (one: Record<string, string>, other: Record<string, string>): boolean =>
  differencesBetween(one, other).length === 0;

/** The names of what differs. */
const differencesBetween = (one: Record<string, string>, other: Record<string, string>): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);

/** A day, as people read it. */
export const dayOf = (at: string | null): string => (at ?? '').slice(0, 10);
