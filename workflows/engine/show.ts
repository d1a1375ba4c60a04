import { defineSearchAttributeKey } from '@temporalio/common';
import {
  condition,
  inWorkflowContext,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { type Attribute, firstAttributes, type Indexed } from '../../runbook/model/names.js';
import { pageOf } from '../../runbook/words/page.js';
import { statusOf } from '../../runbook/words/status.js';
import { has } from './changes.js';
import type { Run } from './run.js';

const STEP = defineSearchAttributeKey('KiroStep', 'KEYWORD_LIST');
const WAITING_FOR = defineSearchAttributeKey('KiroWaitingFor', 'KEYWORD_LIST');

/** The page of the Web UI, as it is now. */
export function showPage(run: Run): void {
  setCurrentDetails(pageOf(statusOf(run)));
}

/** Keep the page of the Web UI and the search attributes true; at most one upsert a workflow task. */
export async function show(run: Run): Promise<void> {
  const kept = keptAttributes(run);
  let shown = -1;
  let indexed = '';
  for (;;) {
    await condition(() => run.version !== shown);
    // Where a starved worker had to break a task off, the SDK lets this run once more while it puts the workflow away.
    if (!inWorkflowContext()) return;
    shown = run.version;
    showPage(run);
    const steps = [...new Set(run.state.asks.map((ask) => ask.step))].sort();
    const roles = [...new Set(run.state.asks.map((ask) => ask.role))].sort();
    const index = JSON.stringify([steps, roles]);
    if (index === indexed) continue;
    indexed = index;
    const values = [
      { key: STEP, value: steps },
      { key: WAITING_FOR, value: roles },
    ].filter(({ key }) => kept.includes(key));
    if (values.length > 0) upsertSearchAttributes(values);
  }
}

/** Search attributes for a child of this run: those that the run was started with, since the namespace knows these. */
export function childAttributes(indexed: Indexed): Attribute[] {
  const { typedSearchAttributes } = workflowInfo();
  const known = new Set(typedSearchAttributes.getAll().map(({ key }) => key.name));
  return firstAttributes(indexed).filter(({ key }) => known.has(key.name));
}

/**
 * Those that the run was started with: the namespace knows them. One that it does not know would fail the workflow task
 * again and again, and the run with it. Runs of earlier versions keep both, whatever they were started with.
 */
function keptAttributes(run: Run): (typeof STEP)[] {
  const both = [STEP, WAITING_FOR];
  if (!has(run, 'keep-known-search-attributes')) return both;
  const { typedSearchAttributes } = workflowInfo();
  return both.filter((key) => typedSearchAttributes.get(key) !== undefined);
}
