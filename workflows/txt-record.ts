import type { TxtQuery } from '../runbook/outside.js';
import { txtRecordName, unusualRecord } from '../runbook/onboarding/verification-record.js';
import { LeftOut } from './left-out.js';
import type { Run } from './run.js';

/** The record that verifies the domain; without the domain added in Kiro, the steps about it are left out. */
export function txtRecord(run: Run): { recordName: string; expected: string } {
  const answer = run.state.answers.domainAdded?.value;
  if (answer === undefined)
    throw new LeftOut('The domain was not added in Kiro, so there is nothing to publish or to verify.');
  return {
    recordName: txtRecordName(run.input, answer),
    expected: answer.verificationToken,
  };
}

/** Why it is not for the worker to publish; null where it may be. */
export function unusualOf(run: Run): string | null {
  const { recordName, expected } = txtRecord(run);
  return unusualRecord({ domain: run.input.domain, dns: run.input.dns, recordName, value: expected });
}

/** What DNS is asked for it, and how. */
export function txtQuery(run: Run): TxtQuery {
  const { resolvers, doh = null, port } = run.input.dns;
  return { ...txtRecord(run), resolvers, doh, port, domain: run.input.domain, since: run.now() };
}
