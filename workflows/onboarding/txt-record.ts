import { sceneOf } from '../../runbook/model/runbook.js';
import { condition } from '@temporalio/workflow';
import { earlierAnswer } from '../../runbook/model/said.js';
import { attest, contradict } from '../../runbook/model/consequences.js';
import type { Proof } from '../../runbook/model/proof.js';
import { datesOf } from '../../runbook/model/reminders.js';
import { type Ask, isOver, type Sender } from '../../runbook/model/state.js';
import { LOOKING_REASON, missReason, newTxtLook, type TxtLook } from '../../runbook/onboarding/txt-look.js';
import { txtRecordName, unusualRecord } from '../../runbook/onboarding/verification-record.js';
import { NOTHING_THERE, type TxtMiss, type TxtQuery } from '../../runbook/outside.js';
import { addresseesOf, askedEvent, missedEvent } from '../../runbook/words/notices.js';
import { SkippedToo } from '../engine/failures.js';
import { dns } from '../outside.js';
import type { OnboardingRun } from './onboarding-run.js';

/** The record that verifies the domain; without the domain added in Kiro, the steps about it are skipped. */
export function txtRecord(run: OnboardingRun): { recordName: string; expected: string } {
  const answer = run.state.answers.domainAdded?.value;
  if (answer === undefined)
    throw new SkippedToo('The domain was not added in Kiro, so there is nothing to publish or to verify.');
  return {
    recordName: txtRecordName(run.input, answer),
    expected: answer.verificationToken,
  };
}

/** Why it is not for the worker to publish; null where it may be. */
export function unusualOf(run: OnboardingRun): string | null {
  const { recordName, expected } = txtRecord(run);
  return unusualRecord({ domain: run.input.domain, dns: run.input.dns, recordName, value: expected });
}

/** What DNS is asked for it, and how. */
export function txtQuery(run: OnboardingRun): TxtQuery {
  const { resolvers, doh = null, port } = run.input.dns;
  return { ...txtRecord(run), resolvers, doh, port, domain: run.input.domain, since: run.now() };
}

/** How long the DNS wait looks every second (`activities/dns/look-again.ts`). Milliseconds. */
const EAGER_MS = 60_000;

/** How often people hear of a miss between two answers: a record that comes and goes floods nobody. */
const MOST_TOLD = 5;

/** How long a miss that may pass by itself is kept from people, by who has published the record. Milliseconds. */
const graceMs = ({ state, input }: OnboardingRun): number =>
  ({ person: EAGER_MS, runbook: 10 * EAGER_MS, nobody: EAGER_MS, elsewhere: input.waits.remindAfterMs })[
    state.txtLook.published
  ];

/** The look begins anew: nothing of an earlier one counts. */
export function beginTxtLook({ state }: OnboardingRun): void {
  const record = state.steps['dns-record'];
  state.txtLook = newTxtLook();
  if (state.answers.dnsRecordPublished !== undefined) state.txtLook.published = 'person';
  else if (isOver(record)) state.txtLook.published = record.state === 'done' ? 'runbook' : 'elsewhere';
}

/**
 * Looks until every name server has the record. One activity whose retries cost no events; it comes back in between only
 * when a person should know what it saw, at most `MOST_TOLD` times for each answer.
 */
export async function untilSeen(run: OnboardingRun): Promise<Proof> {
  const since = run.now();
  run.state.txtLook.since = since;
  for (;;) {
    const { published, told, times } = run.state.txtLook;
    const known = told ?? (published === 'nobody' ? NOTHING_THERE : null);
    const telling = times < MOST_TOLD ? { told: known, graceMs: graceMs(run) } : {};
    const query = { ...txtQuery(run), since, ...telling };
    const summary = `TXT record at ${query.recordName}`;
    const { miss, ...proof } = await dns.awaitTxtRecord.executeWithOptions({ summary }, [query]);
    if (miss === undefined) {
      run.state.txtLook.miss = null;
      return proof;
    }
    noteMiss(run, miss);
  }
}

/** Somebody says that the record is published, for the first time or again: look now, and tell them what is seen. */
export function saidPublished(run: OnboardingRun, sender: Sender, keepAnswer: () => void): void {
  const { state } = run;
  const record = state.steps['dns-record'];
  const { dnsRecordPublished: earlier } = state.answers;
  const { miss } = state.txtLook;
  if (earlier !== undefined && miss !== null)
    record.evidence.push(earlierAnswer('dnsRecordPublished', earlier, miss.problem));
  // Published by the worker, or skipped: then it only means "look now".
  if (!isOver(record)) {
    keepAnswer();
    attest(record, sender, 'The record is published.');
  }
  lookAgain(run, isOver(record) ? state.txtLook.published : 'person');
}

/** Look at DNS now, and tell the DNS admin what is seen, even if it is the same as before. */
export function lookAgain(run: OnboardingRun, published: TxtLook['published']): void {
  const look = run.state.txtLook;
  const isFresh = look.since !== null && Date.now() - Date.parse(look.since) < EAGER_MS;
  // A look that is seconds old goes on every second anyway, and tells what it sees.
  const isLooking = isFresh && look.told === null && look.published === published && published !== 'nobody';
  Object.assign(look, { miss: null, told: null, times: 0, published });
  const ask = published === 'nobody' ? undefined : askOf(run);
  if (ask !== undefined) ask.reason = LOOKING_REASON;
  run.changed();
  if (!isLooking) run.nudge('dns-propagation');
}

/** Where the record is left to somebody else (`skipStep`), nobody will say that it is published. */
export async function lookForElsewhere(run: OnboardingRun): Promise<void> {
  const { state } = run;
  const isSkipped = (): boolean => state.steps['dns-record'].state === 'skipped';
  await condition(() => isSkipped() && state.txtLook.published !== 'elsewhere');
  lookAgain(run, 'elsewhere');
}

/** The person who can fix it is asked for as long as it is wrong; nobody is where waiting is all that is left. */
function noteMiss(run: OnboardingRun, miss: TxtMiss): void {
  const { state } = run;
  const look = state.txtLook;
  const asked = askOf(run);
  // What was wrong before is not wrong any more.
  if (look.miss !== null && asked?.reason === missReason(look.published, look.miss)) asked.reason = null;
  Object.assign(look, { miss, told: miss.kind, times: look.times + 1 });
  if (look.published === 'person' && !miss.isPublished) contradict(state.steps['dns-record'], run.now(), miss.problem);
  run.changed();
  // Without a word of theirs, people hear only of what they can fix; and the worker's trouble is the news then.
  const isQuiet = look.published === 'nobody' && (miss.fix === null || state.troubles['dns-record'] !== undefined);
  if (isQuiet || (miss.isPublished && asked === undefined)) return;
  const ask = asked ?? (isOver(state.steps['dns-record']) ? askDnsAdmin(run) : undefined);
  if (ask === undefined) return;
  ask.reason = missReason(look.published, miss);
  const scene = sceneOf(run, ask);
  if (asked === undefined) run.tell(askedEvent(scene));
  else if (!miss.isPublished) run.tell(missedEvent(scene));
}

/** What the DNS admin is asked at this moment about the record: to publish it, or why it is not seen. */
const askOf = ({ state: { asks } }: OnboardingRun): Ask | undefined =>
  asks.find(({ step, message }) => step === 'dns-record' && message === 'dnsRecordPublished') ??
  asks.find(({ step, role }) => step === 'dns-propagation' && role === 'dns-admin');

/** The record should be there, and is not: what the runbook waited for alone is from now on theirs to fix. */
function askDnsAdmin(run: OnboardingRun): Ask | undefined {
  const record = run.state.steps['dns-propagation'];
  const ask = run.state.asks.find(({ step, message }) => step === record.id && message === 'checkNow');
  if (ask === undefined) return undefined;
  const now = run.now();
  record.waits.push({ role: ask.role, from: ask.since, to: now });
  record.since = now;
  return Object.assign(ask, { role: 'dns-admin', since: now, ...datesOf(Date.now(), run.input.waits) } as const);
}

/** A record that comes and goes floods nobody. */
const MOST_ROUNDS = 10;

/**
 * Watches a record that was seen, until the scope is cancelled: looks ever more rarely, and tells when it has
 * disappeared and when it is back. Costs nothing in history but for that.
 */
export async function watchRecord(run: OnboardingRun, query: TxtQuery): Promise<void> {
  const summary = `TXT record at ${query.recordName}: still there?`;
  const dnsAdmin = addresseesOf({ role: 'dns-admin', overdue: false }, run.input);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (run.state.recordGoneSince === null) {
      await dns.watchTxtRecord.executeWithOptions({ summary }, [{ ...query, since: run.now() }]);
      run.state.recordGoneSince = run.now();
      run.warn(
        `The TXT record at ${query.recordName} has disappeared from DNS, and Kiro has not verified the domain yet: publish it again.`,
        dnsAdmin,
      );
    }
    await dns.awaitTxtRecord.executeWithOptions({ summary }, [{ ...query, since: run.now() }]);
    run.state.recordGoneSince = null;
    run.warn(`The TXT record at ${query.recordName} is back on every name server.`, dnsAdmin);
  }
}
