import { activityInfo, Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { DnsActivities, TxtQuery } from '../../runbook/outside.js';
import type { Proof } from '../../runbook/proof.js';
import { checkTxt, type DnsReport } from './check.js';
import { describeReport, serverLine } from './describe.js';
import { nextLookMs } from './pace.js';

export { checkTxt, type DnsReport, type TxtCheck } from './check.js';
export { describeReport } from './describe.js';
export { BrokenZone, ResolverTrouble } from './zone.js';

/** Temporal cuts a pending activity's failure at 4 KB. Characters. */
const MAX_MESSAGE = 3_500;

/** The DNS side of the runbook. One look an attempt; Temporal's retries are the wait. */
export function createDnsActivities(): DnsActivities {
  return {
    async awaitTxtRecord(query) {
      const report = await look(query);
      if (report.propagated) return proofOf(report);
      throw notYet('DnsRecordNotVisible', describeReport(report).join('\n'), query);
    },
  };
}

async function look(query: TxtQuery): Promise<DnsReport> {
  const { recordName, expected, resolvers, port } = query;
  try {
    return await checkTxt({ recordName, expected, resolvers, port, signal: Context.current().cancellationSignal });
  } catch (error) {
    // A broken zone or a silent resolver is the world's state, too: look again, and say which it is.
    throw notYet('DnsUnavailable', error instanceof Error ? error.message : String(error), query);
  }
}

function notYet(type: string, message: string, query: TxtQuery): ApplicationFailure {
  const failure = ApplicationFailure.create({
    type,
    message: message.slice(0, MAX_MESSAGE),
    nextRetryDelay: nextLookMs(Date.now() - Date.parse(query.since), activityInfo().attempt),
    category: ApplicationFailureCategory.BENIGN,
  });
  // The Web UI shows the stack below the verdict; it would help nobody.
  failure.stack = '';
  return failure;
}

function proofOf(report: DnsReport): Proof {
  const servers = [...report.authoritative, ...report.resolvers];
  return {
    evidence: servers.map((one) => ({ label: 'DNS server asked', value: serverLine(one), url: null })),
    changes: [],
    warnings: report.advice,
  };
}
