import { sleep } from '@temporalio/workflow';
import type { Finding } from '../../../runbook/model/proof.js';
import type { Arrival } from '../../../runbook/outside.js';
import { arrivalLine } from '../../../runbook/roster/arrival.js';
import type { StepResult } from '../../engine/work.js';
import { review } from '../../outside.js';
import { scimTask, type OnboardingRun, type OnboardingStepBody } from '../onboarding-run.js';

/**
 * When the run itself learns how far it has come, as shares of the window: each costs some events. Between them one
 * activity looks again and again by its retries, which cost none.
 */
const TELLINGS = [1 / 24, 1 / 6, 1 / 2, 1];

/** Sync delay: a durable window that ends early only when everybody is proven to have arrived. */
export const syncWindow: OnboardingStepBody = async (run) => {
  // It goes on through trouble, and where the run goes on as a new one.
  const began = Date.parse(run.state.steps['sync-window'].startedAt ?? run.now());
  const endOf = (): number => began + run.input.waits.syncWindowMs + run.state.extraSyncHours * 3_600_000;
  const arrival = await run.look('sync-window', 'time', async () => {
    // At once at first, and again when somebody asks for a look or for more time.
    let until = Date.now();
    for (;;) {
      const found = await awaitArrival(run, { since: began, until, end: endOf() });
      run.state.steps['sync-window'].summary = arrivalLine(found);
      run.changed();
      if (found.verdict === 'all-arrived' || Date.now() >= endOf()) return found;
      // An activity never comes back before `until`. Should a worker's clock make it do so, the next look waits all the same.
      if (Date.now() < until) await sleep(until - Date.now());
      until = nextTelling(found, began, endOf());
    }
  });
  return resultOf(arrival);
};

function nextTelling({ verdict }: Arrival, began: number, end: number): number {
  if (verdict === 'unproven') return end;
  const now = Date.now();
  return TELLINGS.map((share) => began + Math.ceil(share * (end - began))).find((at) => at > now) ?? end;
}

const awaitArrival = (run: OnboardingRun, at: Record<'since' | 'until' | 'end', number>): Promise<Arrival> => {
  const [since, until, end] = [at.since, at.until, at.end].map((time) => new Date(time).toISOString());
  return review.awaitArrival.executeWithOptions({ summary: 'Have the members arrived' }, [
    { ...scimTask(run), since: since!, until: until!, end: end! },
  ]);
};

function resultOf(found: Arrival): StepResult {
  const { verdict, arrived, expected, missing, evidence, changes, warnings } = found;
  const proof = { evidence, changes, warnings };
  if (verdict === 'unproven') {
    return { ...proof, confirmed: 'attested', summary: `The window has passed; ${arrivalLine(found)}` };
  }
  const findings = missing.map((login) => finding(`${login} has not arrived in Kiro.`));
  const rest = expected - arrived - missing.length;
  if (rest > 0) findings.push(finding(`${rest} more people have not arrived in Kiro.`));
  return { ...proof, confirmed: 'proven', summary: arrivalLine(found), findings };
}

const finding = (problem: string): Finding => ({
  severity: 'warning',
  problem,
  fix: "Look at the user's assignment and at Dashboard, Tasks in the Okta Admin Console.",
  url: null,
});
