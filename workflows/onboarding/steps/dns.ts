import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { isOver } from '../../../runbook/model/state.js';
import { dayOf, isTakenOver, stillHolds } from '../../../runbook/onboarding/kept-steps.js';
import { isDnsPublisher } from '../../../runbook/onboarding/dns-publishers.js';
import { missReason } from '../../../runbook/onboarding/txt-look.js';
import type { StepResult } from '../../engine/work.js';
import { troubleOf } from '../../engine/failures.js';
import { dns, dnsProvider } from '../../outside.js';
import { beginTxtLook, lookAgain, lookForElsewhere, txtQuery, txtRecord, untilSeen, unusualOf } from '../txt-record.js';
import type { OnboardingRun, OnboardingStepBody } from '../onboarding-run.js';

/**
 * "Create TXT record with that verification token": done by the worker where the configuration says so. What it cannot
 * publish, and by default all of it, is a person's work. It is done when DNS shows it, whatever was said before.
 */
export const dnsRecord: OnboardingStepBody = async (run) => {
  if (isVerifiedBefore(run, 'dns-record')) return asBefore(run);
  for (;;) {
    const published = isForWorker(run) ? await publish(run) : null;
    if (published !== null) return published;
    const seen = await byPerson(run);
    if (seen === 'corrected') continue;
    delete run.state.troubles['dns-record'];
    return seen;
  }
};

/** A run that was started before this was built has no such key: a person publishes, as what is not Kiro's. */
const isForWorker = (run: OnboardingRun): boolean => isDnsPublisher(run.input.dns.publish) && unusualOf(run) === null;

/** Null where a person is needed; why stands in the run's troubles. */
async function publish(run: OnboardingRun): Promise<StepResult | null> {
  const { recordName, expected } = txtRecord(run);
  const task = { domain: run.input.domain, dns: run.input.dns, recordName, value: expected };
  const summary = `TXT record at ${recordName}`;
  try {
    const { changes } = await dnsProvider.planTxtRecord.executeWithOptions({ summary: `${summary}: look` }, [task]);
    const proof = await dnsProvider.publishTxtRecord.executeWithOptions({ summary }, [task]);
    const isOurs = changes.some(({ action }) => action !== 'reuse');
    const evidence = [{ label: 'Made by', value: isOurs ? 'this run' : 'somebody before this run', url: null }];
    // The provider has it. Should the world not see it, the look asks the DNS admin.
    lookAgain(run, 'runbook');
    return {
      ...proof,
      changes,
      evidence: [...proof.evidence, ...evidence],
      confirmed: 'proven',
      summary: isOurs ? `Published at ${recordName}` : `The record at ${recordName} was there already`,
    };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    run.state.troubles['dns-record'] = trouble;
    return null;
  }
}

/** Asks until DNS shows the record, or is not looked at; 'corrected' where the runbook should try again. */
async function byPerson(run: OnboardingRun): Promise<StepResult | 'corrected'> {
  const { state } = run;
  const trouble = state.troubles['dns-record'];
  const isCorrected = (): boolean => trouble !== undefined && state.troubles['dns-record'] === undefined;
  const isOverWithIt = (): boolean => isSeen(run) || isCorrected() || (isSaid(run) && isLookOff(run));
  // Said before its turn: nobody is asked before a look has missed it.
  if (isSaid(run) && !run.wasAsked('dns-record', 'dnsRecordPublished'))
    await condition(
      () => isOverWithIt() || state.txtLook.told !== null || state.troubles['dns-propagation'] !== undefined,
    );
  const { miss } = state.txtLook;
  const reason = isSaid(run) && miss !== null ? missReason('person', miss) : (trouble?.message ?? unusualOf(run));
  await run.ask('dns-record', 'dnsRecordPublished', isOverWithIt, reason === null ? {} : { reason });
  return isCorrected() && !isSeen(run) ? 'corrected' : resultOf(run);
}

function resultOf(run: OnboardingRun): StepResult {
  const { recordName } = txtRecord(run);
  const { dnsRecordPublished: said } = run.state.answers;
  const by = said === undefined ? {} : { sender: said };
  if (!isSeen(run))
    return { confirmed: 'attested', summary: `Published at ${recordName}; nobody has looked at DNS`, ...by };
  const evidence =
    said === undefined
      ? []
      : [{ label: 'Said to be published', value: `${said.by ?? 'a person'}, ${said.at}`, url: null }];
  const isCached = run.state.steps['dns-propagation'].state !== 'done';
  const summary = isCached
    ? `Every name server has the record at ${recordName}; a resolver keeps an older answer for a while`
    : `The record at ${recordName} was seen in DNS`;
  return { confirmed: 'proven', summary, evidence, ...by };
}

const isSaid = ({ state }: OnboardingRun): boolean => state.answers.dnsRecordPublished !== undefined;
/** On every name server; that a resolver still keeps an older answer is nothing that the DNS admin can change. */
const isSeen = ({ state }: OnboardingRun): boolean =>
  state.steps['dns-propagation'].state === 'done' || state.txtLook.miss?.isPublished === true;
/** Nobody looks: the step was skipped. */
const isLookOff = ({ state }: OnboardingRun): boolean =>
  isOver(state.steps['dns-propagation']) && state.steps['dns-propagation'].state !== 'done';

/** The look at every name server, until all of them have the record; days of waiting cost no events. */
export const dnsPropagation: OnboardingStepBody = async (run) => {
  // Throws where the domain was skipped.
  txtRecord(run);
  if (isVerifiedBefore(run, 'dns-propagation')) return lookOnce(run);
  // A run of an earlier version has not looked in this way yet.
  const goesOn = run.wasAsked('dns-propagation', 'checkNow') && run.state.txtLook.since !== null;
  if (!goesOn) beginTxtLook(run);
  const beside = new CancellationScope();
  beside.run(() => lookForElsewhere(run)).catch(() => undefined);
  const proof = await run.look('dns-propagation', 'dns', () => untilSeen(run)).finally(() => beside.cancel());
  return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
};

/** An earlier run had Kiro verify the domain by this very value: whether the record still stands is good to know, no more. */
const isVerifiedBefore = (run: OnboardingRun, id: 'dns-record' | 'dns-propagation'): boolean =>
  run.state.steps[id].history.length === 0 &&
  isTakenOver(run, 'domain') &&
  'kept' in stillHolds(run, 'domain-verified');

/** One look; nobody is asked to publish what Kiro needs no more. */
async function lookOnce(run: OnboardingRun): Promise<StepResult> {
  const query = { ...txtQuery(run), told: null, graceMs: 0 };
  const summary = `TXT record at ${query.recordName}: still there?`;
  const { miss, ...proof } = await dns.awaitTxtRecord.executeWithOptions({ summary }, [query]);
  if (miss === undefined) return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
  const kept = run.state.facts.kept?.steps['domain-verified'];
  const when = `Kiro verified the domain on ${dayOf(kept?.at ?? null)}`;
  const warning = `${miss.problem} ${when}; nobody documents whether it looks again. To be safe have the record published again (redoStep for dns-record).`;
  return {
    ...proof,
    confirmed: 'attested',
    summary: `Not seen in DNS today; ${when}`,
    warnings: [...proof.warnings, warning],
  };
}

/** As the look beside it has found the record. */
async function asBefore(run: OnboardingRun): Promise<StepResult> {
  const look = run.state.steps['dns-propagation'];
  await condition(() => isOver(look));
  const { recordName } = txtRecord(run);
  const isThere = look.confirmed === 'proven';
  const summary = isThere
    ? `The record at ${recordName} was seen in DNS`
    : (look.summary ?? 'Nobody has looked at DNS');
  return { confirmed: isThere ? 'proven' : 'attested', summary };
}
