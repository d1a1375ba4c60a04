import {
  ActivityFailure,
  CancellationScope,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  condition,
  isCancellation,
  ParentClosePolicy,
  startChild,
  TerminatedFailure,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { connectionIdFor, dayTwoIds, OFFBOARD_TYPE } from '../../runbook/model/names.js';
import { recordOf } from '../../runbook/model/state.js';
import { type AccessList, placesOf, saidBy, toRemove } from '../../runbook/review-access/access-list.js';
import {
  begunRemoval,
  failedRemoval,
  isProvenRemoval,
  isRemoved,
  isSettled,
  isUnseenRemoval,
  type OffboardReport,
  type Removal,
  removalFindings,
  removalOf,
  timeOf,
} from '../../runbook/review-access/removal.js';
import { counted } from '../../runbook/words/phrases.js';
import { childAttributes } from '../engine/show.js';
import { accessReview } from '../outside.js';
import type { ReviewRun, ReviewStepBody } from './review-run.js';

/** How many offboardings are begun together. */
const AT_ONCE = 5;
/** The next ones begin when these are over, or after this: by then they wait for people and for time, and no more for Okta. */
const PACE = '30s';
/** How many may be under way; Temporal itself takes 2,000 children. */
const MOST_OPEN = 500;

/**
 * Take the access of everybody who is to lose it, by an offboarding each. One that fails or is stopped is a finding, and the
 * others go on. What has begun goes on by itself, whatever becomes of the review.
 */
export const removals: ReviewStepBody = async (run) => {
  const { list } = run.state;
  const users = list === null ? [] : toRemove(list);
  if (list === null || users.length === 0) return { confirmed: null, summary: 'Nobody is to be removed' };
  await run.look('removals', 'time', () => removeAll(run, list, users));
  recordOf(run.state, 'removals').summary = null;
  const done = users.filter((user) => isRemoved(run.state.removals[user]));
  const isProven = users.every((user) => isProvenRemoval(run.state.removals[user]));
  return {
    confirmed: isProven ? 'proven' : 'attested',
    summary: `${done.length} of ${counted(users.length, 'person has', 'people have')} lost access`,
    evidence: [{ label: 'Offboardings', value: `${connectionId(run)}/offboard/…, ${users.length} of them`, url: null }],
    findings: removalFindings(users, run.state.removals, (user) => dayTwoIds.offboard(connectionId(run), user)),
  };
};

const connectionId = ({ input }: ReviewRun): string => connectionIdFor(input);

async function removeAll(run: ReviewRun, list: AccessList, users: readonly string[]): Promise<void> {
  const left = users.filter((user) => !isSettled(run.state.removals[user]));
  const places = placesOf(list);
  const tally = new Tally(users.length);
  for (const user of users) tally.count(run.state.removals[user]);
  const open = new Set<string>();
  let crash: { error: unknown } | null = null;
  const go = (user: string): void => {
    open.add(user);
    remove(run, user, () => aboutOf(run, list, { user, place: places.get(user) ?? -1 }))
      .then((removal) => settle(run, tally, user, removal))
      .catch((error: unknown) => {
        crash = { error };
      })
      .finally(() => open.delete(user));
  };
  for (let first = 0; first < left.length; first += AT_ONCE) {
    const batch = left.slice(first, first + AT_ONCE);
    await condition(() => open.size + batch.length <= MOST_OPEN || crash !== null);
    batch.forEach(go);
    if (first + AT_ONCE < left.length)
      await condition(() => crash !== null || batch.every((user) => !open.has(user)), PACE);
  }
  await condition(() => open.size === 0);
  if (crash !== null) throw (crash as { error: unknown }).error;
}

/** How far the offboardings are; each is counted once, when it has ended. */
class Tally {
  private settled = 0;
  private done = 0;
  private unseen = 0;

  constructor(private readonly all: number) {}

  count(removal: Removal | undefined): void {
    if (!isSettled(removal)) return;
    this.settled += 1;
    if (isRemoved(removal)) this.done += 1;
    else if (isUnseenRemoval(removal)) this.unseen += 1;
  }

  get text(): string {
    const { all, done, unseen } = this;
    const failed = this.settled - done - unseen;
    const rest = [
      ...(unseen === 0 ? [] : [`${unseen} not seen to end`]),
      ...(failed === 0 ? [] : [`${failed} failed`]),
    ];
    return [`${done} of ${all} have lost access`, ...rest].join(', ');
  }
}

function settle(run: ReviewRun, tally: Tally, user: string, removal: Removal): void {
  run.state.removals[user] = removal;
  tally.count(removal);
  recordOf(run.state, 'removals').summary = tally.text;
  run.changed();
}

/** One offboarding, begun here or already under way. Fails only where this run itself is broken off. */
async function remove(run: ReviewRun, user: string, about: () => object): Promise<Removal> {
  const offboardId = dayTwoIds.offboard(connectionId(run), user);
  const before = run.state.removals[user];
  // Begun before this run went on as a new one.
  const known = before === undefined ? null : await elsewhere(run, offboardId, timeOf(before[1]));
  if (known !== null) return known;
  run.state.removals[user] = begunRemoval(run.now());
  const { domain, okta } = run.input;
  try {
    const child = await startChild<(input: object) => Promise<OffboardReport>>(OFFBOARD_TYPE, {
      workflowId: offboardId,
      args: [{ ...run.input, about: about() }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      staticSummary: `Offboard somebody for the review ${run.input.about.name}`,
      typedSearchAttributes: childAttributes({ type: OFFBOARD_TYPE, domain, okta, firstStep: 'find' }),
    });
    return removalOf(await child.result(), run.now());
  } catch (error) {
    // An offboarding that was cancelled looks the same as this run's own end.
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    // Somebody else is at it: what comes of that counts here, too.
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      return (await elsewhere(run, offboardId, null)) ?? failedRemoval('ended', run.now(), 'Another run has ended.');
    return ofFailure(error, run.now());
  }
}

/** What became of an offboarding that does not answer to this run; null where there is none. */
async function elsewhere(run: ReviewRun, offboardId: string, since: string | null): Promise<Removal | null> {
  try {
    return await accessReview.awaitOffboarding.executeWithOptions({ summary: 'Wait for an offboarding' }, [
      { offboardId, since },
    ]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return ofFailure(error, run.now());
  }
}

function ofFailure(error: unknown, now: string): Removal {
  const cause = error instanceof ChildWorkflowFailure || error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) return failedRemoval('cancelled', now, 'It was cancelled.');
  if (cause instanceof TerminatedFailure) return failedRemoval('ended', now, 'It was ended from outside.');
  const why = cause instanceof Error ? cause.message : String(cause);
  return failedRemoval(cause instanceof ApplicationFailure ? 'failed' : 'ended', now, why);
}

/** What the offboarding gets to know of the review. */
function aboutOf(run: ReviewRun, list: AccessList, { user, place }: { user: string; place: number }): object {
  const { name, hourMs } = run.input.about;
  const saying = list.said[place] ?? null;
  const { by, note } = saying === null ? { by: null, note: null } : saidBy(list, saying);
  const reason = `Review of access ${name}: ${by ?? 'a reviewer'} decided to remove${note === null ? '' : ` (${note})`}`;
  return { login: user, reason: reason.slice(0, 2_000), ticket: null, now: false, hourMs };
}
