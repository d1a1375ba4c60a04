import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Evidence, Finding, Proof } from '../../../runbook/model/proof.js';
import type { Sender } from '../../../runbook/model/state.js';
import type { ListInParts, SubscriptionList } from '../../../runbook/outside.js';
import { joinParts, LIST_PART_QUERY } from '../../../runbook/roster/subscription-list.js';
import { counted } from '../../../runbook/words/phrases.js';
import { nameOf } from '../../engine/inbox.js';
import { review } from '../../outside.js';
import { scimTask, type OnboardingRun, type OnboardingStepBody } from '../onboarding-run.js';

/** A list longer than this stays with the run, and the activity asks for it part by part. Characters as JSON. */
const MAX_ARGUMENT = 400_000;

/**
 * Preventing unauthorized access: the Subscriptions tab, Okta and SCIM against who was meant. The list may be sent as
 * often as it takes; whatever finding is left is decided on by a person (`decisionMade`, with name and reason in the
 * report). Without a finding there is nothing to decide: the step is proven by the comparison, and the person who sent the list
 * stands beside it.
 */
export const subscriptionReview: OnboardingStepBody = async (run) => {
  const { state } = run;
  const record = state.steps['subscription-review'];
  // A comparison is gone on with only where the run before this one has asked for the decision on it.
  if (!run.wasAsked('subscription-review', 'decisionMade')) state.reviewed = null;
  for (;;) {
    if (state.reviewed === null) {
      const { findings, ...reviewed } = await reviewList(run);
      if (findings.length === 0)
        return { ...reviewed, confirmed: 'proven', summary: 'Everybody meant has a seat, and nobody else' };
      record.findings = findings;
      state.reviewed = reviewed;
      delete state.decisions['subscription-review'];
    }
    const accepted = await acceptance(run);
    if (accepted !== null) {
      const summary = `Findings accepted: ${accepted.reason}`;
      return { ...state.reviewed, findings: record.findings, confirmed: 'proven', summary, sender: accepted };
    }
    record.evidence.push(comparedBefore(record.findings, state.reviewed.sender));
    record.findings = [];
    state.reviewed = null;
  }
};

/** How many findings of a list that another one replaced are named in the report. */
const NAMED = 5;

/** What a list that did not stand has shown, for the audit trail: the next one replaces its findings. */
function comparedBefore(findings: Finding[], sender: Sender | undefined): Evidence {
  const named = findings.slice(0, NAMED).map(({ problem }) => problem);
  const more = findings.length > NAMED ? [`and ${findings.length - NAMED} more`] : [];
  const who = sender === undefined ? '' : `, the list of ${nameOf(sender)} of ${sender.at}`;
  const found = counted(findings.length, 'finding', 'findings');
  return { label: `Compared before${who}`, value: `${found}: ${[...named, ...more].join(' ')}`, url: null };
}

/** What the comparison of a list has found, and who sent it; a list that cannot be read is asked for again. */
async function reviewList(run: OnboardingRun): Promise<Proof & { findings: Finding[]; sender: Sender }> {
  const { state } = run;
  let unreadable: string | undefined;
  for (;;) {
    const answer = await run.answer('subscription-review', 'subscriptionsListed', unreadable);
    const { value: _list, ...sender } = answer;
    try {
      const { roster, ...compared } = await compare(run, takeList(run));
      state.roster = roster;
      return { ...compared, sender };
    } catch (error) {
      unreadable = whyUnreadable(error);
      if (unreadable === undefined) throw error;
      const { subscriptionsListed: newer } = state.answers;
      state.answers.subscriptionsListed = answer;
      run.retract('subscription-review', 'subscriptionsListed', unreadable);
      if (newer !== undefined) state.answers.subscriptionsListed = newer;
    } finally {
      state.listUnderReview = [];
    }
  }
}

/** Wait for the decision on the findings; null where another list has come, or is to come. */
async function acceptance(run: OnboardingRun): Promise<(Sender & { reason: string }) | null> {
  const { state } = run;
  const isListed = (): boolean => state.answers.subscriptionsListed !== undefined;
  const findings = counted(state.steps['subscription-review'].findings.length, 'finding', 'findings');
  const people = counted(state.roster?.verdicts['not as meant'] ?? 0, 'person is', 'people are');
  await run.ask(
    'subscription-review',
    'decisionMade',
    () => state.decisions['subscription-review'] !== undefined || isListed(),
    { reason: `${findings}: ${people} not as meant.` },
  );
  const decision = state.decisions['subscription-review'];
  return decision?.decision === 'accept' && !isListed() ? decision : null;
}

const compare = (
  run: OnboardingRun,
  list: SubscriptionList | ListInParts,
): ReturnType<typeof review.reviewSubscriptions> =>
  review.reviewSubscriptions.executeWithOptions(
    { summary: 'Compare everybody with Okta, SCIM and the subscriptions' },
    [{ ...scimTask(run), objects: objectsOf(run), list }],
  );

/** Why a list that came in parts cannot be read; undefined where something else has gone wrong. */
function whyUnreadable(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === 'UnreadableList' ? cause.message : undefined;
}

/** The list that is complete now; parts that come from here on belong to the next one. */
function takeList({ state }: OnboardingRun): SubscriptionList | ListInParts {
  const parts = state.listParts.flatMap((part) => (part === null ? [] : [part]));
  delete state.answers.subscriptionsListed;
  state.listParts = [];
  state.listUnderReview = parts;
  const length = parts.reduce((sum, part) => sum + JSON.stringify(part).length, 0);
  return length <= MAX_ARGUMENT ? joinParts(parts) : { parts: parts.length };
}

/** For a list too long for an argument: the activity that compares it asks for each part. */
export const LIST_QUERIES = {
  [LIST_PART_QUERY]: {
    description: 'A part of the subscription list that is being compared; asked for by the activity that does it.',
    answer: ({ state }: OnboardingRun, options: unknown): SubscriptionList | null =>
      state.listUnderReview[((options as { part?: number } | undefined)?.part ?? 0) - 1] ?? null,
  },
};

const objectsOf = ({ state: { facts } }: OnboardingRun) => ({
  signInAppId: facts.oidcApplication?.appId ?? null,
  scimAppId: facts.scimApplication?.appId ?? null,
  serverId: facts.authorizationServer?.serverId ?? null,
});
