import type { Client } from '@temporalio/client';
import type { ReviewedPerson } from '../runbook/review-access/decision-files.js';
import { queryRun } from './ask-run.js';

/** A page of the query `accessList`. */
interface Page {
  people: number;
  from: number;
  rows: ReviewedPerson[];
}

/** Everybody of a review of access, as it stands; empty while its list is not read yet. @throws RunError */
export async function reviewedPeople(client: Client, workflowId: string): Promise<ReviewedPerson[]> {
  const all: ReviewedPerson[] = [];
  for (;;) {
    const { people, rows } = await queryRun<Page>(client, workflowId, 'accessList', { from: all.length });
    all.push(...rows);
    if (rows.length === 0 || all.length >= people) return all;
  }
}
