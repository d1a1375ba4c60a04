import { CancellationScope } from '@temporalio/workflow';
import { watchRecord } from '../dns-watch.js';
import type { StepBody } from '../engine.js';
import { txtQuery } from '../txt-record.js';

/** The status in the Kiro console, with the DNS verdict beside it; until then the record is watched. */
export const domainVerified: StepBody = async (run) => {
  const query = txtQuery(run);
  const watch = new CancellationScope();
  if (!run.wasAsked('domain-verified', 'domainVerified')) run.state.recordGoneSince = null;
  // Without the watch nothing is missing: whatever becomes of it, the answer is waited for.
  if (run.state.steps['dns-propagation'].state === 'done')
    watch.run(() => watchRecord(run, query)).catch(() => undefined);
  const sender = await run.answer('domain-verified', 'domainVerified').finally(() => watch.cancel());
  const { evidence } = run.state.steps['dns-propagation'];
  return { confirmed: 'attested', summary: `Kiro shows ${run.input.domain} as Verified`, evidence, sender };
};
