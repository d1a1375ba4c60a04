import { isCancellation } from '@temporalio/workflow';
import type { Sender } from '../../runbook/state.js';
import { lookAtDns } from '../dns-watch.js';
import type { StepBody, StepResult } from '../engine.js';
import { dnsProvider } from '../outside.js';
import type { Run } from '../run.js';
import { troubleOf } from '../trouble.js';
import { txtRecord, unusualOf } from '../txt-record.js';

/**
 * "Create TXT record with that verification token": done by the worker where the configuration says so. What it cannot
 * publish, and by default all of it, is a person's work, or seen to be done already.
 */
export const dnsRecord: StepBody = async (run) => {
  const { recordName } = txtRecord(run);
  for (;;) {
    const published = isForWorker(run) ? await publish(run) : null;
    if (published !== null) return published;
    const sender = await byPerson(run);
    if (sender === 'mended') continue;
    delete run.state.troubles['dns-record'];
    run.remindOf('dns-propagation');
    return sender === null
      ? { confirmed: 'proven', summary: `The record at ${recordName} was seen in DNS` }
      : { confirmed: 'attested', summary: `Published at ${recordName}`, sender };
  }
};

/** A run that was started before this was built has no such key: a person publishes, as what is not Kiro's. */
const isForWorker = (run: Run): boolean =>
  ['route53', 'rfc2136'].includes(run.input.dns.publish) && unusualOf(run) === null;

/** Null where a person is needed; why stands in the run's troubles. */
async function publish(run: Run): Promise<StepResult | null> {
  const { recordName, expected } = txtRecord(run);
  const task = { domain: run.input.domain, dns: run.input.dns, recordName, value: expected };
  const summary = `TXT record at ${recordName}`;
  try {
    const { changes } = await dnsProvider.planTxtRecord.executeWithOptions({ summary: `${summary}: look` }, [task]);
    const proof = await dnsProvider.publishTxtRecord.executeWithOptions({ summary }, [task]);
    const isOurs = changes.some(({ action }) => action !== 'reuse');
    const evidence = [{ label: 'Made by', value: isOurs ? 'this run' : 'somebody before this run', url: null }];
    lookAtDns(run);
    run.remindOf('dns-propagation');
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

/** Who published it; null where DNS has it anyway, 'mended' where the runbook shall try again. */
async function byPerson(run: Run): Promise<Sender | null | 'mended'> {
  const { state } = run;
  const trouble = state.troubles['dns-record'];
  const reason = trouble?.message ?? unusualOf(run);
  const isSeen = (): boolean => state.steps['dns-propagation'].state === 'done';
  const isMended = (): boolean => trouble !== undefined && state.troubles['dns-record'] === undefined;
  await run.ask(
    'dns-record',
    'dnsRecordPublished',
    () => isSeen() || isMended() || state.answers.dnsRecordPublished !== undefined,
    reason === null ? {} : { reason },
  );
  return isMended() && !isSeen() ? 'mended' : (state.answers.dnsRecordPublished ?? null);
}
