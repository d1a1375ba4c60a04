import { type Access, assigningOf, type Membership, type StillOpen } from '../../runbook/offboard/access.js';
import type { OffboardInput } from '../../runbook/offboard/offboard-input.js';
import type { OffboardState } from '../../runbook/offboard/offboard-state.js';
import { type Change, changesAfter, type Evidence, type Proof } from '../../runbook/model/proof.js';
import { REPROVISION_TYPE } from '../../runbook/model/names.js';
import { consolePages } from '../../runbook/model/okta-console.js';
import { OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { LeaverTask } from '../../runbook/outside.js';
import { nameOf, note } from '../engine/inbox.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';
import { untilGranted } from '../connection/hold-turn.js';
import { connection, offboarding } from '../outside.js';

/** An offboarding at work. */
export type OffboardRun = Run<OffboardState, OffboardInput>;
export type OffboardStepBody = StepBody<OffboardRun>;

/** What every activity gets of the person and the connection. */
export const leaverTask = (run: OffboardRun): LeaverTask => ({
  ...run.task,
  leaver: run.need('leaver', 'find'),
  known: run.need('connection', 'find'),
});

export const readAccess = (run: OffboardRun): Promise<Proof & { access: Access }> =>
  offboarding.readAccess.executeWithOptions({ summary: 'What gives them access' }, [
    // Those that are revoked are counted then.
    { ...leaverTask(run), countsTokens: !run.input.about.now },
  ]);

type StepOfAccess = 'push-group' | 'assignments' | 'kiro-groups';

/** All that was seen on the way, however often it was looked. */
interface Seen {
  evidence: Evidence[];
  changes: Change[];
  warnings: string[];
}

/**
 * Take the person out of groups, and with `apps` end both assignments; ask the Okta admin for what the API cannot do, or
 * what should not be done without a word; and look again until Okta shows that nothing of it is left.
 */
export async function endAccess(
  run: OffboardRun,
  step: StepOfAccess,
  of: { groups: (access: Access) => Membership[]; apps: boolean },
): Promise<Seen> {
  const { state } = run;
  const seen: Seen = { evidence: [], changes: [], warnings: [] };
  let looks = 0;
  for (;;) {
    const access = run.need('access', 'access-before');
    const groups = of.groups(access).filter(({ id }) => !state.left.includes(id));
    const found = await offboarding.endAccess.executeWithOptions(
      { summary: of.apps ? 'End both assignments' : 'Take them out of the pushed groups' },
      [{ ...leaverTask(run), groups, consented: state.consented, apps: of.apps, alone: aloneIn(run, access) }],
    );
    const isKnown = (one: Evidence): boolean => found.evidence.some(({ label }) => label === one.label);
    seen.evidence = [...seen.evidence.filter((one) => !isKnown(one)), ...found.evidence];
    seen.changes = changesAfter(seen.changes, found.changes);
    seen.warnings = [...new Set([...seen.warnings, ...found.warnings])];
    state.held = found.held;
    state.open = found.open;
    if (state.held.length === 0 && (state.open.length > 0 || (of.apps && access.isOpenToAll))) {
      const now = await lookAgain(run);
      // Through a group that was not known before. Where something puts them back in each time, a person is asked.
      if (assigningOf(now).length > 0 && (looks += 1) < MOST_LOOKS) continue;
      if (now.isOpenToAll && state.open.length === 0) state.open = [signInApp(run)];
    }
    if (state.held.length === 0 && state.open.length === 0) {
      state.left = [...state.left, ...groups.map(({ id }) => id)];
      delete state.answers.userRemovedAtSource;
      return seen;
    }
    await askFor(run, step);
  }
}

/** How often groups that turn up in between are left without a word. */
const MOST_LOOKS = 3;

const aloneIn = ({ state }: OffboardRun, { signIn, provisioning }: Access): string[] => {
  const { signInAppId, scimAppId } = state.facts.connection ?? {};
  const named = [signIn === 'alone' ? signInAppId : null, provisioning === 'alone' ? scimAppId : null];
  return named.flatMap((id) => id ?? []);
};

function signInApp({ input, state }: OffboardRun): StillOpen {
  const id = state.facts.connection?.signInAppId ?? '';
  return { label: input.okta.oidcApplication, url: consolePages(input.okta.orgUrl).app(OIDC_APP_NAME, id, 'general') };
}

/** Ask the Okta admin, first whether other uses of a group may go with it. */
async function askFor(run: OffboardRun, step: StepOfAccess): Promise<void> {
  const { state } = run;
  const uses = state.held.filter(({ why }) => why === 'other-uses');
  if (uses.length > 0 && state.decisions[step] === undefined) {
    await run.ask(step, 'decisionMade', () => state.decisions[step] !== undefined);
    const decided = state.decisions[step]!;
    const names = uses.map(({ group }) => group.name).join(', ');
    note(run, step, `Decided by ${nameOf(decided)}: ${names}`, `${decided.decision}: ${decided.reason}`);
    if (decided.decision === 'repair') {
      state.consented = [...state.consented, ...uses.map(({ group }) => group.id)];
      delete state.decisions[step];
      return;
    }
  }
  const isSaid = state.answers.userRemovedAtSource !== undefined;
  const still = isSaid ? `That is not so yet: ${stillText(state)}` : undefined;
  if (still !== undefined) run.retract(step, 'userRemovedAtSource', still);
  const { value, ...sender } = await run.answer(step, 'userRemovedAtSource', still);
  note(run, step, `Taken out at the source by ${nameOf(sender)}`, value.note ?? 'no note');
  await lookAgain(run);
}

/** What gives access now: a group may be none of Kiro's any more, or be the API's to change. */
async function lookAgain(run: OffboardRun, { isSameKiro = true } = {}): Promise<Access> {
  const before = run.need('access', 'access-before');
  const { access: now } = await readAccess(run);
  // Of somebody who is not assigned any more, Okta does not know what Kiro has of them.
  const { externalId, userName } = isSameKiro ? before : { ...before, externalId: now.externalId };
  const kiroGroups = [...new Set([...before.kiroGroups, ...now.kiroGroups])];
  // A token may have been issued when they were still in a group for which a rule gives it longer.
  const accessMinutes = Math.max(before.accessMinutes, now.accessMinutes);
  const isLifeRead = before.isLifeRead && now.isLifeRead;
  run.state.facts.access = { ...now, externalId, userName, kiroGroups, accessMinutes, isLifeRead };
  run.state.left = [];
  return now;
}

/**
 * A reprovisioning takes assignments off and gives the same ones back: what it may have given back to the leaver is taken away
 * once more, after it has. Gives what was seen then; null where none goes on beside this run.
 */
export async function lookAfterReprovisioning(run: OffboardRun): Promise<Seen | null> {
  const { state } = run;
  const task = { ...run.task, runbook: run.runbook.name, behind: [REPROVISION_TYPE] };
  const summary = 'Does a reprovisioning go on';
  const asked = await connection.takeTurn.executeWithOptions({ summary }, [{ ...task, isPatient: false }]);
  if (asked.ahead.length > 0) state.behind = asked.ahead;
  if (state.behind.length === 0) return null;
  const { known } = asked.ahead.length === 0 ? asked : await untilGranted(run, 'kiro-groups', asked.ahead, task);
  const before = run.need('connection', 'find');
  const isOtherKiro = known.endpoint !== null && known.endpoint !== before.endpoint;
  if (isOtherKiro) {
    state.facts.connection = { ...before, endpoint: known.endpoint };
    // It is for the endpoint that is gone.
    state.heldToken = null;
  }
  const access = await lookAgain(run, { isSameKiro: !isOtherKiro });
  const isLeft = access.signIn !== 'none' || access.provisioning !== 'none' || access.memberships.length > 0;
  const seen = isLeft
    ? await endAccess(run, 'kiro-groups', { groups: ({ memberships }) => memberships, apps: true })
    : { evidence: [], changes: [], warnings: [] };
  const behind = state.behind;
  state.behind = [];
  const value = isLeft ? 'some of their access had come back, and was taken away again' : 'nothing had come back';
  return {
    ...seen,
    evidence: [{ label: `Looked again after ${behind.join(', ')}`, value, url: null }, ...seen.evidence],
  };
}

const stillText = ({ held, open }: OffboardState): string =>
  [
    ...held.map(({ group }) => `Okta still has them in "${group.name}".`),
    ...open.map(({ label }) => `They still have "${label}".`),
  ].join(' ');
