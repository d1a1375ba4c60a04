import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Trouble } from '../../runbook/outside.js';

/** A step that cannot be done because one that it needs was skipped. */
export class SkippedToo extends Error {
  override readonly name = 'SkippedToo';
}

const NOTHING: Trouble = { findings: [], candidates: [], requestIds: [] };

/** What an activity's final failure means for a person; null where the error is none. */
export function troubleOf(error: unknown): (Trouble & { message: string }) | null {
  if (!(error instanceof ActivityFailure)) return null;
  const cause = error.cause;
  if (!(cause instanceof ApplicationFailure)) return { ...NOTHING, message: cause?.message ?? error.message };
  const [detail] = cause.details ?? [];
  const told = typeof detail === 'object' && detail !== null ? (detail as Partial<Trouble>) : {};
  return { ...NOTHING, ...told, message: cause.message };
}
