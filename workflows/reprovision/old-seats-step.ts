import { type Finding, firstOf } from '../../runbook/model/proof.js';
import type { Sender } from '../../runbook/model/state.js';
import { isHeld, joinParts, readSubscriptionList, type Seat } from '../../runbook/roster/subscription-list.js';
import { counted } from '../../runbook/words/phrases.js';
import { nameOf } from '../engine/inbox.js';
import type { ReprovisionRun, ReprovisionStepBody } from './reprovision-run.js';

/** As the report names them at most. */
const NAMED = 200;

/**
 * Seats that outlived their profile. It comes before anybody is subscribed anew, so every seat of the list that is not
 * cancelled is one. What is left of them is accepted by a person, or a new list shows that it is gone.
 */
export const oldSeats: ReprovisionStepBody = async (run) => {
  const { state } = run;
  const record = state.steps['old-seats'];
  for (;;) {
    const { seats, sender } = await listedSeats(run);
    state.leftSeats = seats.slice(0, NAMED).map(nameOfSeat);
    delete state.decisions['old-seats'];
    if (seats.length === 0) return { confirmed: 'attested', summary: 'The old profile has left no seat', sender };
    record.findings = firstOf(seats.map(findingOf), (rest) => `${rest} more seats are left by the old profile.`);
    const isListed = (): boolean => state.answers.subscriptionsListed !== undefined;
    const left = `${counted(seats.length, 'seat is', 'seats are')} left by the old profile`;
    await run.ask('old-seats', 'decisionMade', () => state.decisions['old-seats'] !== undefined || isListed(), {
      reason: `${left}.`,
    });
    const { findings } = record;
    record.findings = [];
    const decision = state.decisions['old-seats'];
    if (decision?.decision === 'accept' && !isListed())
      return { confirmed: 'attested', summary: `${left}; accepted: ${decision.reason}`, findings, sender: decision };
    record.evidence.push({ label: `Listed before by ${nameOf(sender)} at ${sender.at}`, value: left, url: null });
  }
};

/** The list that has come whole; one that cannot be read is asked for again. */
async function listedSeats(run: ReprovisionRun): Promise<{ seats: Seat[]; sender: Sender }> {
  const { state } = run;
  for (let reason: string | undefined; ;) {
    const { value: _parts, ...sender } = await run.answer('old-seats', 'subscriptionsListed', reason);
    const list = joinParts(state.listParts.flatMap((part) => (part === null ? [] : [part])));
    // What is hoped for is a list without anybody.
    const read = readSubscriptionList(list, { mayBeEmpty: true });
    if (!('problem' in read)) {
      // The next step that asks for a list gets one of its own.
      delete state.answers.subscriptionsListed;
      state.listParts = [];
      return { seats: read.seats.filter(isHeld), sender };
    }
    reason = read.problem;
    run.retract('old-seats', 'subscriptionsListed', reason);
    state.listParts = [];
  }
}

/** An address tells more than a name or an id. */
function nameOfSeat({ names, tier, status }: Seat): string {
  const name = names.find((one) => one.includes('@')) ?? names[0] ?? 'somebody';
  return `${name} (${[...(tier === null ? [] : [tier]), status].join(', ')})`;
}

const findingOf = (seat: Seat): Finding => ({
  severity: 'warning',
  problem: `${nameOfSeat(seat)}: a seat that the old profile has left${seat.status === 'pending' ? ', not paid for while it is pending' : ', and that is paid for'}.`,
  fix: 'Delete the subscription in the Kiro console where it is listed, or ask the support of AWS to; then send the list again.',
  url: null,
});
