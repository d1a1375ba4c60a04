import { ApplicationFailure } from '@temporalio/common';
import type { Trouble } from '../../../runbook/outside.js';

/** What only a person can mend: the record is then published by hand. */
export function unpublishable(problem: string, fix: string): ApplicationFailure {
  const trouble: Trouble = {
    findings: [{ severity: 'blocking', problem, fix, url: null }],
    candidates: [],
    requestIds: [],
  };
  return ApplicationFailure.create({
    type: 'DnsNotPublished',
    message: `The TXT record could not be changed. ${problem}`,
    nonRetryable: true,
    details: [trouble],
  });
}

/** What another try may mend. */
export function notPublishedYet(problem: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'DnsUnavailable',
    message: `The TXT record could not be changed yet. ${problem}`,
  });
}
