import { randomUUID } from 'node:crypto';
import type { LogEvent } from './entities/log.js';
import { now } from './ids.js';
import type { OktaState } from './state.js';

/** More than a demo or a test reads back; the log of a real org is kept for 90 days. */
const KEPT = 5000;

type Outcome = LogEvent['outcome']['result'];

/** Adds an event to the System Log. `targets` are what it happened to, most specific first. */
export function record(
  state: OktaState,
  eventType: string,
  displayMessage: string,
  targets: LogEvent['target'],
  result: Outcome = 'SUCCESS',
  reason: string | null = null,
): void {
  const severity = result === 'FAILURE' ? 'ERROR' : 'INFO';
  const outcome = { result, reason };
  state.events.push({
    uuid: randomUUID(),
    published: now(),
    eventType,
    displayMessage,
    severity,
    outcome,
    target: targets,
  });
  if (state.events.length > KEPT) state.events.splice(0, state.events.length - KEPT);
}

/** Something that an event happened to. */
export function target(id: string, type: string, displayName: string, alternateId = 'unknown'): LogEvent['target'][0] {
  return { id, type, displayName, alternateId };
}
