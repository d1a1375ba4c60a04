import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { TxtQuery } from '../../runbook/outside.js';
import type { Sender } from '../../runbook/state.js';
import { lookAtDns, watchRecord } from '../dns-watch.js';
import type { StepBody, StepResult } from '../engine.js';
import { LeftOut } from '../left-out.js';
import { dns, dnsProvider } from '../outside.js';
import type { Run } from '../run.js';
import { troubleOf } from '../trouble.js';

/** Step 3, Add and verify domain: the token that Kiro shows. */
export const domain: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('domain', 'domainAdded');
  const evidence = [{ label: 'Verification token', value: value.verificationToken, url: null }];
  return { confirmed: 'attested', summary: `${run.input.domain} is added in Kiro`, evidence, sender };
};

/**
 * "Create TXT record with that verification token": done by the worker where the configuration says so. What it cannot
 * publish, and by default all of it, is a person's work, or seen to be done already.
 */
export const dnsRecord: StepBody = async (run) => {
  const { recordName } = record(run);
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

/** A run that was started before this was built has no such key: a person publishes. */
const isForWorker = ({ input }: Run): boolean => input.dns.publish === 'route53' || input.dns.publish === 'rfc2136';

/** Null where a person is needed; why stands in the run's troubles. */
async function publish(run: Run): Promise<StepResult | null> {
  const { recordName, expected } = record(run);
  const task = { dns: run.input.dns, recordName, value: expected };
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
  const isSeen = (): boolean => state.steps['dns-propagation'].state === 'done';
  const isMended = (): boolean => trouble !== undefined && state.troubles['dns-record'] === undefined;
  await run.ask(
    'dns-record',
    'dnsRecordPublished',
    () => isSeen() || isMended() || state.answers.dnsRecordPublished !== undefined,
    trouble === undefined ? {} : { reason: trouble.message },
  );
  return isMended() && !isSeen() ? 'mended' : (state.answers.dnsRecordPublished ?? null);
}

/** One activity that fails until every name server has the record; days of waiting cost no events. */
export const dnsPropagation: StepBody = async (run) => {
  const query = queryOf(run);
  const proof = await run.look('dns-propagation', 'dns', () =>
    dns.awaitTxtRecord.executeWithOptions({ summary: `TXT record at ${query.recordName}` }, [query]),
  );
  return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
};

/** The status in the Kiro console, with the DNS verdict beside it; until then the record is watched. */
export const domainVerified: StepBody = async (run) => {
  const query = queryOf(run);
  const watch = new CancellationScope();
  // Without the watch nothing is missing: whatever becomes of it, the answer is waited for.
  if (run.state.steps['dns-propagation'].state === 'done')
    watch.run(() => watchRecord(run, query)).catch(() => undefined);
  const sender = await run.answer('domain-verified', 'domainVerified').finally(() => watch.cancel());
  const { evidence } = run.state.steps['dns-propagation'];
  return { confirmed: 'attested', summary: `Kiro shows ${run.input.domain} as Verified`, evidence, sender };
};

function queryOf(run: Run): TxtQuery {
  const { resolvers, doh = null, port } = run.input.dns;
  return { ...record(run), resolvers, doh, port, domain: run.input.domain, since: run.now() };
}

function record(run: Run): { recordName: string; expected: string } {
  const answer = run.state.answers.domainAdded?.value;
  if (answer === undefined)
    throw new LeftOut('The domain was not added in Kiro, so there is nothing to publish or to verify.');
  return {
    recordName: answer.recordName ?? run.input.dns.recordName ?? run.input.domain,
    expected: answer.verificationToken,
  };
}
