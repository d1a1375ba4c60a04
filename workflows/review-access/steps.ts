import { type Evidence, type Finding, firstOf } from '../../runbook/model/proof.js';
import { recordOf, type Sender } from '../../runbook/model/state.js';
import { REPORT_STEP } from '../../runbook/model/step.js';
import {
  accessListOf,
  type AccessList,
  isDecided,
  placesOf,
  progressOf,
  saidBy,
  undecided,
} from '../../runbook/review-access/access-list.js';
import { progressText } from '../../runbook/review-access/review-access.js';
import { counted, senderText } from '../../runbook/words/phrases.js';
import { enter } from '../day-two/enter.js';
import { report } from '../engine/end.js';
import { accessReview } from '../outside.js';
import type { ReviewRun, ReviewStepBody } from './review-run.js';

/** Who has access now, as the systems show it. */
export const roster: ReviewStepBody = async (run) => {
  keepSeatsAside(run);
  const entered = await enter(run, 'roster');
  const { signInAppId, scimAppId, serverId, endpoint } = run.need('connection', 'roster');
  // A worker of an earlier version says nothing of `unseen`.
  const {
    people,
    file,
    unseen = [],
    ...proof
  } = await accessReview.listAccess.executeWithOptions({ summary: 'Who has access' }, [
    { ...run.task, objects: { signInAppId, scimAppId, serverId }, endpoint, seats: run.state.seats },
  ]);
  run.state.list = accessListOf(people, run.state.list);
  run.state.facts.roster = { people: people.length, file, unseen };
  return {
    ...proof,
    evidence: [...entered, ...proof.evidence],
    confirmed: unseen.length === 0 ? 'proven' : 'attested',
    summary: counted(people.length, 'person has access', 'people have access'),
  };
};

/** The list of seats is needed by one activity alone: in the input it would go with every notice. */
function keepSeatsAside(run: ReviewRun): void {
  const { about } = run.input;
  if (about.seats === null) return;
  run.state.seats = about.seats;
  run.input = { ...run.input, about: { ...about, seats: null } };
}

/** What the reviewers say, in as many answers as it takes; over when everybody is decided, or a reviewer ends it. */
export const decide: ReviewStepBody = async (run) => {
  run.need('roster', 'roster');
  const listNow = (): AccessList => run.state.list ?? accessListOf([], null);
  if (listNow().users.length === 0) return { confirmed: null, summary: 'Nobody has access' };
  const ended = (): (Sender & { note: string | null }) | undefined => run.state.attested['decide'];
  await run.ask('decide', 'accessReviewed', () => isDecided(listNow()) || ended() !== undefined);
  const list = listNow();
  const last = list.messages.at(-1);
  const sender: Sender & { note: string | null } = ended() ??
    last ?? { by: null, via: null, at: run.now(), note: null };
  const { note } = sender;
  return {
    confirmed: 'attested',
    summary: progressText(run.state),
    evidence: [...sayers(list), ...(note === null ? [] : [{ label: 'Note', value: note, url: null }])],
    findings: openFindings(list),
    sender: { by: sender.by, via: sender.via, sender: sender.sender ?? null, at: sender.at },
  };
};

/** How many decisions that count are whose. */
function sayers(list: AccessList): Evidence[] {
  const counts = new Map<string, number>();
  for (const saying of list.said) {
    if (saying === null || saying[1] === 0) continue;
    const who = senderText(saidBy(list, saying), 'somebody who gave no name');
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  const changed = Object.keys(list.earlier).length;
  return [
    ...[...counts].map(([by, count]) => ({
      label: `Decided by ${by}`,
      value: counted(count, 'person', 'people'),
      url: null,
    })),
    ...(changed === 0
      ? []
      : [
          {
            label: 'Decided otherwise before',
            value: `${counted(changed, 'person', 'people')}, in the list of decisions`,
            url: null,
          },
        ]),
  ];
}

/** Those whom nobody has decided on keep their access, and are named. */
function openFindings(list: AccessList): Finding[] {
  const { drafts } = progressOf(list);
  const places = placesOf(list);
  const findings = undecided(list).map((user): Finding => {
    const saying = list.said[places.get(user) ?? -1] ?? null;
    const said = saying === null ? null : saidBy(list, saying);
    const draft = said === null ? '' : ` (${senderText(said)} left a draft: ${said.decision})`;
    return {
      severity: 'warning',
      problem: `Nobody has decided whether ${user} keeps access${draft}, so they keep it.`,
      fix: 'Decide it in the next review, or run npm run offboard for them.',
      url: null,
    };
  });
  return firstOf(
    findings,
    (rest) => `${rest} more people are undecided (${drafts} drafts in all): the list of decisions names each.`,
  );
}

/** The list of all decisions, the report, and the sums by which both can be checked later. */
export const evidenceAndReport: ReviewStepBody = async (run) => {
  const { list, removals } = run.state;
  const record = recordOf(run.state, REPORT_STEP);
  if (list !== null) {
    const { file, evidence } = await accessReview.writeDecisions.executeWithOptions(
      { summary: 'Write the list of decisions' },
      [{ workflowId: run.workflowId, list, removals }],
    );
    run.state.facts.decisions = file;
    record.evidence.push(...evidence);
  }
  const written = await report(run);
  const files = filesIn([...record.evidence, ...(written.evidence ?? [])]);
  const sums = await accessReview.writeSums.executeWithOptions({ summary: 'Write the sums of all files' }, [
    { workflowId: run.workflowId, files },
  ]);
  return { ...written, evidence: [...(written.evidence ?? []), ...sums.evidence] };
};

/** Each file, with its sum behind it. */
const filesIn = (evidence: readonly Evidence[]): { path: string; sha256: string }[] =>
  evidence.flatMap(({ label, value }, index) => {
    const next = evidence[index + 1];
    const isFile = !label.startsWith('SHA-256') && next?.label.startsWith('SHA-256') === true;
    return isFile ? [{ path: value, sha256: next.value }] : [];
  });
