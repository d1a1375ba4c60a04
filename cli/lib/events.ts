import type { Refusal } from '../../runbook/state.js';
import type { Status, Waiting } from '../../runbook/status.js';

/** One line of `--json`: what changed, with that entry of the status. */
export type RunEvent =
  | ({ type: 'step'; at: string } & Status['steps'][number])
  | ({ type: 'waiting'; at: string } & Waiting)
  | ({ type: 'refusal'; at: string } & Refusal)
  | { type: 'warning'; at: string; text: string };

/** What is new in a status since the one before it. Reminders, and a new reason, count as new waiting. */
export function eventsBetween(before: Status | null, now: Status, at: string): RunEvent[] {
  const steps = now.steps.filter((step, index) => {
    const old = before?.steps[index];
    return old === undefined ? step.state !== 'todo' : old.state !== step.state || old.since !== step.since;
  });
  const key = (one: Waiting): string => [one.step, one.message, one.since, one.reminders, one.reason].join(' ');
  const known = new Set((before?.waitingFor ?? []).map(key));
  const refusals = now.refusedCount - (before?.refusedCount ?? 0);
  return [
    ...steps.map((step) => ({ type: 'step' as const, at, ...step })),
    ...(now.waitingFor ?? [])
      .filter((one) => !known.has(key(one)))
      .map((one) => ({ type: 'waiting' as const, at, ...one })),
    ...(refusals > 0 ? (now.refusals ?? []).slice(-refusals) : []).map((one) => ({ type: 'refusal' as const, ...one })),
    ...(now.warnings ?? [])
      .slice(before?.warnings?.length ?? 0)
      .map((text) => ({ type: 'warning' as const, at, text })),
  ];
}
