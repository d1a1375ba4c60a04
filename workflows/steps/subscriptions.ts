import { condition } from '@temporalio/workflow';
import type { Arrival, SubscriptionList } from '../../runbook/outside.js';
import { review } from '../outside.js';
import type { StepBody } from '../engine.js';
import type { Run } from '../run.js';

/** Subscribe your team to Kiro. */
export const subscribeTeam: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('subscribe-team', 'teamSubscribed');
  const who = [...(value.groups ?? run.input.subscribe.groups), ...(value.users ?? run.input.subscribe.users)];
  return { confirmed: 'attested', summary: `${who.join(', ')}: ${value.tier ?? run.input.subscribe.tier}`, sender };
};

/** When membership is looked at, as shares of the window: ever more rarely. */
const LOOKS = [0, 1 / 96, 1 / 24, 1 / 6, 1 / 2, 1];

/** Sync delay: a durable window that ends early only when everybody is proven to have arrived. */
export const syncWindow: StepBody = async (run) => {
  const startedAt = Date.now();
  const lengthMs = (): number => run.input.waits.syncWindowMs + run.state.extraSyncHours * 3_600_000;
  const arrival = await run.look('sync-window', 'time', async () => {
    for (;;) {
      const found = await checkArrival(run);
      const elapsed = Date.now() - startedAt;
      const length = lengthMs();
      if (found.verdict === 'all-arrived' || elapsed >= length) return found;
      const share = found.verdict === 'unproven' ? 1 : (LOOKS.find((look) => look * length > elapsed) ?? 1);
      const pause = Math.max(Math.ceil(share * length - elapsed), 1);
      await condition(() => lengthMs() !== length, pause, { summary: 'Sync window' });
    }
  });
  const { verdict, arrived, expected, missing, ...proof } = arrival;
  if (verdict === 'unproven') {
    return {
      ...proof,
      confirmed: 'attested',
      summary: 'The window has passed; without a SCIM token nobody could be counted',
    };
  }
  const findings = missing.map((login) => ({
    severity: 'warning' as const,
    problem: `${login} has not arrived in Kiro.`,
    fix: "Look at the user's assignment and at the Tasks page in the Okta Admin Console.",
    url: null,
  }));
  return { ...proof, confirmed: 'proven', summary: `${arrived} of ${expected} members have arrived`, findings };
};

/** Preventing unauthorized access: the Subscriptions tab against who was meant. */
export const subscriptionReview: StepBody = async (run) => {
  const record = run.state.steps['subscription-review'];
  for (;;) {
    const { value: _list, ...sender } = await run.answer('subscription-review', 'subscriptionsListed');
    const list = joined(run);
    delete run.state.answers.subscriptionsListed;
    run.state.listParts = [];
    const { findings, ...proof } = await review.reviewSubscriptions.executeWithOptions(
      { summary: 'Compare the subscriptions with the roster' },
      [{ ...scimTask(run), list }],
    );
    if (findings.length === 0) {
      return { ...proof, confirmed: 'proven', summary: 'Everybody meant has a seat, and nobody else', sender };
    }
    record.findings = findings;
    delete run.state.decisions['subscription-review'];
    await run.ask(
      'subscription-review',
      'decisionMade',
      () =>
        run.state.decisions['subscription-review'] !== undefined || run.state.answers.subscriptionsListed !== undefined,
      { reason: `${findings.length} finding(s) in the list of subscriptions.` },
    );
    const decision = run.state.decisions['subscription-review'];
    if (decision?.decision === 'accept' && run.state.answers.subscriptionsListed === undefined) {
      return {
        ...proof,
        findings,
        confirmed: 'proven',
        summary: `Findings accepted: ${decision.reason}`,
        sender: decision,
      };
    }
    record.findings = [];
  }
};

/** Subscribe your team to Kiro: one real sign-in, where a pilot is configured. */
export const pilotSignIn: StepBody = async (run) => {
  if (run.input.pilot === null) return { confirmed: null, summary: 'No pilot is configured' };
  await run.ask('pilot-sign-in', 'stepDone', () => run.state.attested['pilot-sign-in'] !== undefined);
  const { note, ...sender } = run.state.attested['pilot-sign-in']!;
  return { confirmed: 'attested', summary: note ?? `${run.input.pilot} signed in and got an answer`, sender };
};

function scimTask(run: Run): Run['task'] & { endpoint: string; sealedToken: string | null } {
  const access = run.state.answers.scimAccessIssued?.value;
  return { ...run.task, endpoint: access?.endpoint ?? '', sealedToken: access?.token ?? null };
}

const checkArrival = (run: Run): Promise<Arrival> =>
  review.checkArrival.executeWithOptions({ summary: 'Have the members arrived' }, [scimTask(run)]);

function joined(run: Run): SubscriptionList {
  const parts = run.state.listParts.flatMap((part) => (part === null ? [] : [part]));
  if (parts.every((part) => 'csv' in part)) return { csv: parts.map((part) => part.csv).join('') };
  return { rows: parts.flatMap((part) => ('rows' in part ? part.rows : [])) };
}
