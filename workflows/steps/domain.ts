import { dns } from '../outside.js';
import type { StepBody } from '../engine.js';
import { LeftOut } from '../left-out.js';
import type { Run } from '../run.js';

/** Step 3, Add and verify domain: the token that Kiro shows. */
export const domain: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('domain', 'domainAdded');
  const evidence = [{ label: 'Verification token', value: value.verificationToken, url: null }];
  return { confirmed: 'attested', summary: `${run.input.domain} is added in Kiro`, evidence, sender };
};

/** "Create TXT record with that verification token": a person's work, or seen to be done already. */
export const dnsRecord: StepBody = async (run) => {
  const { recordName } = record(run);
  const isSeen = (): boolean => run.state.steps['dns-propagation'].state === 'done';
  await run.ask(
    'dns-record',
    'dnsRecordPublished',
    () => isSeen() || run.state.answers.dnsRecordPublished !== undefined,
  );
  const sender = run.state.answers.dnsRecordPublished;
  return sender === undefined
    ? { confirmed: 'proven', summary: `The record at ${recordName} was seen in DNS` }
    : { confirmed: 'attested', summary: `Published at ${recordName}`, sender };
};

/** One activity that fails until every name server has the record; days of waiting cost no events. */
export const dnsPropagation: StepBody = async (run) => {
  const query = { ...record(run), ...run.input.dns, domain: run.input.domain, since: run.now() };
  const proof = await run.look('dns-propagation', 'dns', () =>
    dns.awaitTxtRecord.executeWithOptions({ summary: `TXT record at ${query.recordName}` }, [
      { ...query, recordName: record(run).recordName },
    ]),
  );
  return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
};

/** The status in the Kiro console, with the DNS verdict beside it. */
export const domainVerified: StepBody = async (run) => {
  record(run);
  const sender = await run.answer('domain-verified', 'domainVerified');
  const { evidence } = run.state.steps['dns-propagation'];
  return { confirmed: 'attested', summary: `Kiro shows ${run.input.domain} as Verified`, evidence, sender };
};

function record(run: Run): { recordName: string; expected: string } {
  const answer = run.state.answers.domainAdded?.value;
  if (answer === undefined)
    throw new LeftOut('The domain was not added in Kiro, so there is nothing to publish or to verify.');
  return {
    recordName: answer.recordName ?? run.input.dns.recordName ?? run.input.domain,
    expected: answer.verificationToken,
  };
}
