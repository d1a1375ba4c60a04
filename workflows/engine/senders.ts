import {
  type Arrival,
  checkSender,
  isSensitive,
  mustReadKeys,
  needsProof,
  roleOf,
  ruleOf,
  type SenderCheck,
  takenSender,
} from '../../runbook/model/sender.js';
import { viewOf } from '../../runbook/model/runbook.js';
import type { Sender } from '../../runbook/model/state.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { withUsed } from '../../runbook/trust/check-proof.js';
import { trust as worker } from '../outside.js';
import { has } from './changes.js';
import type { Run } from './run.js';

// Who has sent what comes: the keys that the worker trusts, and the proofs that count once.

/**
 * Learn whom the worker trusts, at the beginning of a run and of each that carries it on. Runs of versions that proved nothing
 * trust nobody, and are replayed as they were.
 */
export function beginTrust(run: Run): void {
  // A run that is cancelled needs them no more.
  if (has(run, 'proven-senders')) learnKeys(run).catch(() => undefined);
  else run.state.trust.keys = [];
}

/** The reading that is under way, of each run of this worker. */
const readings = new WeakMap<Run, Promise<void>>();

/** Read the worker's keys anew; who asks meanwhile waits for the same reading. */
export function learnKeys(run: Run): Promise<void> {
  const reading = readings.get(run) ?? readKeys(run).finally(() => readings.delete(run));
  readings.set(run, reading);
  return reading;
}

async function readKeys(run: Run): Promise<void> {
  const keys = await worker.senderKeys();
  Object.assign(run.state.trust, { keys, readAt: run.now() });
  run.changed();
}

/** Something that has come for this run now. */
export const arrivalOf = (run: Run, name: string, raw: unknown, by: Arrival['by']): Arrival => ({
  name,
  raw,
  by,
  at: run.now(),
});

/**
 * Whether it can be judged only once the worker's keys were read. `value` is read only where that counts; what cannot be read
 * is refused, no matter who has sent it.
 */
export const isForLater = (run: Run, name: MessageName, value: () => object, arrival: Arrival): boolean =>
  mustReadKeys(run, arrival, () => {
    try {
      return run.input.proof === 'all' || isSensitive(name, value(), viewOf(run));
    } catch {
      return false;
    }
  });

/** Who has sent a message, or why it is not taken from its sender. */
export const checkedSender = (run: Run, name: MessageName, value: object, arrival: Arrival): SenderCheck =>
  checkSender(run, arrival, needsProof(name, value, viewOf(run)), roleOf(name, value, run));

/** The sender of an Update that was let through; its proof counts from now on, and no second time. */
export function acceptedSender(run: Run, name: MessageName, value: object, arrival: Arrival): Sender {
  return counting(run, arrival, takenSender(run, arrival, roleOf(name, value, run)));
}

/** As `checkedSender`, for an Update that changes how the run is led and answers no question. */
export const checkedUpdate = (run: Run, arrival: Arrival): SenderCheck =>
  checkSender(run, arrival, ruleOf(run) !== 'none', null);

/** As `acceptedSender`, for an Update that was checked by `checkedUpdate`. */
export const acceptedUpdate = (run: Run, arrival: Arrival): Sender =>
  counting(run, arrival, takenSender(run, arrival, null));

function counting(run: Run, arrival: Arrival, { sender, counted }: ReturnType<typeof takenSender>): Sender {
  useUp(run, counted, arrival);
  return sender;
}

/** That proof has counted. */
export function useUp(run: Run, counted: SenderCheck['counted'], { at }: Arrival): void {
  const { trust } = run.state;
  if (counted !== null) trust.used = withUsed(trust.used, counted, Date.parse(at));
}
