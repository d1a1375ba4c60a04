import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { DnsActivities, TxtMiss, TxtQuery } from '../../runbook/outside.js';
import type { Evidence, Proof } from '../../runbook/model/proof.js';
import { serverNow } from '../attempt.js';
import { checkTxt } from './check-txt.js';
import { describeReport, sayings } from './describe-report.js';
import type { DnsReport } from './dns-report.js';
import { isNews, missOf, nextLookMs, nextWatchMs, unaskedMiss } from './look-again.js';
import { publisherFor } from './publish/publishers.js';
import { ensureTxt, planTxt } from './publish/txt-set.js';

/** Temporal cuts a pending activity's failure at 4 KB. Bytes. */
const MESSAGE_BYTES = 3500;
/** The activity itself has a minute. */
const LOOK_MS = 50_000;

/** The DNS side of the runbook: one look an attempt, Temporal's retries are the wait. */
export function createDnsActivities({ env }: { env: NodeJS.ProcessEnv }): DnsActivities {
  return {
    async planTxtRecord(task) {
      return planTxt(await publisherFor(task, env), task.recordName, task.value, cancellation());
    },
    async publishTxtRecord(task) {
      return ensureTxt(await publisherFor(task, env), task.recordName, task.value, cancellation());
    },
    async awaitTxtRecord(query) {
      const report = await lookOrMiss(query);
      if ('miss' in report) return report;
      if (report.outcome === 'propagated') return proofOf(report);
      const miss = missOf(report, ageOf(query));
      if (isNews(miss, query, ageOf(query))) return { ...NO_PROOF, miss };
      throw lookAgain('DnsRecordNotVisible', report, nextLookMs(ageOf(query), keptForMs(report)));
    },
    async watchTxtRecord(query) {
      const report = await look(query);
      // Servers that fail or differ for a while are no sign that somebody has deleted the record.
      if (report.outcome === 'missing') return proofOf(report);
      throw lookAgain('DnsRecordStands', report, nextWatchMs(ageOf(query)));
    },
  };
}

const NO_PROOF: Proof = { evidence: [], changes: [], warnings: [] };

/** A look; that DNS could not be asked is a miss once the run should know of it. */
async function lookOrMiss(query: TxtQuery): Promise<DnsReport | (Proof & { miss: TxtMiss })> {
  try {
    return await look(query);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    const miss = unaskedMiss(error.message);
    if (!isNews(miss, query, ageOf(query))) throw error;
    return { ...NO_PROOF, miss };
  }
}

/** No error of anybody's: Temporal's retries are the wait, and the message stands in the pending activity. */
function lookAgain(type: string, report: DnsReport, nextRetryDelay: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: cutToBytes(describeReport(report).join('\n'), MESSAGE_BYTES),
    nextRetryDelay,
    category: ApplicationFailureCategory.BENIGN,
  });
}

async function look(query: TxtQuery): Promise<DnsReport> {
  const cancelled = cancellation();
  try {
    return await checkTxt(query, { signal: AbortSignal.any([AbortSignal.timeout(LOOK_MS), cancelled]) });
  } catch (error) {
    if (cancelled.aborted) throw error;
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const reason = isLate ? 'The look took too long.' : error instanceof Error ? error.message : 'Unknown error.';
    throw ApplicationFailure.create({
      type: 'DnsUnavailable',
      message: cutToBytes(`DNS could not be asked. ${reason}`, MESSAGE_BYTES),
      nextRetryDelay: nextLookMs(ageOf(query)),
    });
  }
}

function proofOf({ servers, resolvers, hints, zone, decidedBy }: DnsReport): Proof {
  const asked: Evidence[] = [
    ...servers.map((one) => fact(`${one.server} (${one.address})`, sayings(one, false))),
    ...resolvers.map((one) => fact(`Resolver ${one.resolver}`, sayings(one, false))),
  ];
  return {
    evidence: [fact('Zone', zone ?? ''), fact('Decided by', BY[decidedBy]), ...asked],
    changes: [],
    warnings: hints.map(({ problem, fix }) => `${problem} ${fix}`),
  };
}

const BY: Record<DnsReport['decidedBy'], string> = {
  'name-servers': 'the name servers of the zone',
  resolvers: 'resolvers alone: the name servers cannot be asked from here',
};

/** No resolver gives another answer before the first of them forgets its own. */
function keptForMs({ outcome, resolvers }: DnsReport): number {
  const ends = resolvers.flatMap(({ keepsUntil }) => (keepsUntil === null ? [] : [Date.parse(keepsUntil)]));
  return outcome === 'cached' && ends.length > 0 ? Math.max(Math.min(...ends) - Date.now(), 0) : 0;
}

const cancellation = (): AbortSignal => Context.current().cancellationSignal;
const ageOf = ({ since }: TxtQuery): number => serverNow() - Date.parse(since);
const fact = (label: string, value: string): Evidence => ({ label, value, url: null });

/** Whole lines where possible, never half a character. */
function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const cut = Buffer.from(text)
    .subarray(0, most - 4)
    .toString()
    .replace(/\ufffd+$/, '');
  return `${cut}\n…`;
}
