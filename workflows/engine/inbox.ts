import { type Answers, isOver, newTxtLook, resetStep, type Sender } from '../../runbook/model/state.js';
import { MESSAGE_INFO } from '../../runbook/onboarding/message-fields.js';
import { MESSAGE_NAMES, type MessageName, type MessageOf } from '../../runbook/onboarding/message-schemas.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import { stepOf, STEPS, withDependents } from '../../runbook/onboarding/steps.js';
import type { Choice, SubscriptionList } from '../../runbook/outside.js';
import { withHeldToken } from '../onboarding/scim-token.js';
import { lookAgain, saidPublished } from '../onboarding/txt-record.js';
import type { Run } from './run.js';
import { inStartOrder } from './start-order.js';

type ScimAccess = MessageOf<'scimAccessIssued'>;
type Effects = { [N in MessageName]?: (run: Run, value: MessageOf<N>, sender: Sender) => void };

/** What a taken message does; one that is not here is simply kept as the answer to its step. */
const EFFECTS: Effects = {
  dnsRecordPublished(run, value, sender) {
    saidPublished(run, () => keep(run, 'dnsRecordPublished', value, sender));
  },
  scimAccessIssued(run, value, sender) {
    const before = run.state.answers.scimAccessIssued?.value;
    const access = withHeldToken(run, value);
    // Whatever failed for want of a token that is taken is tried again with this one.
    for (const { id, needsToken } of STEPS) if (needsToken) delete run.state.troubles[id];
    if (before !== undefined && isOver(run.state.steps['scim-access'])) exchange(run, before, access, sender);
    keep(run, 'scimAccessIssued', access, sender);
  },
  signInTested(run, value, sender) {
    keep(run, 'signInTested', value, sender);
    const refreshed = value.refreshed ? 'yes' : 'no';
    const found = `scp ${value.scp.join(' ')}; lifetime ${value.lifetimeSeconds} s; refreshed: ${refreshed}`;
    note(run, 'token-check', `Real sign-in by ${who(sender)}`, found);
  },
  subscriptionsListed(run, value, sender) {
    const list: SubscriptionList = value.csv !== undefined ? { csv: value.csv } : { rows: value.rows ?? [] };
    const parts = value.parts ?? 1;
    const held =
      run.state.listParts.length === parts
        ? [...run.state.listParts]
        : Array<SubscriptionList | null>(parts).fill(null);
    held[(value.part ?? 1) - 1] = list;
    run.state.listParts = held;
    if (held.every((part) => part !== null)) keep(run, 'subscriptionsListed', value, sender);
  },
  stepDone(run, { step, note: done }, sender) {
    if (run.state.troubles[step] === undefined) run.state.attested[step] = { ...sender, note: done ?? null };
    else note(run, step, `Mended by ${who(sender)}`, done ?? 'no note');
    delete run.state.troubles[step];
  },
  objectChosen(run, { step, use, id, name }, sender) {
    run.state.choices[step] = use === 'adopt' ? adoption(run, step, id!) : { use, name: name! };
    note(run, step, `Chosen by ${who(sender)}`, use === 'adopt' ? `adopt ${id}` : `create "${name}"`);
    delete run.state.troubles[step];
  },
  syncWindowExtended(run, { hours }) {
    run.state.extraSyncHours += hours;
    run.nudge('sync-window');
  },
  decisionMade(run, { step, decision, reason }, sender) {
    const isTrouble = run.state.troubles[step] !== undefined;
    if (decision === 'stop') {
      run.state.steps[step].state = 'failed';
      run.state.stopped = { ...sender, reason };
    } else if (isTrouble && decision === 'accept') {
      run.breakOff(step, { kind: 'skip', reason, sender });
    } else if (isTrouble) {
      // The step is tried again, and may now mend what it only may with consent.
      run.state.decisions[step] = { ...sender, decision, reason };
      note(run, step, `Repair agreed to by ${who(sender)}`, reason);
      delete run.state.troubles[step];
    } else {
      run.state.decisions[step] = { ...sender, decision, reason };
    }
  },
  skipStep(run, { step, reason }, sender) {
    run.breakOff(step, { kind: 'skip', reason, sender });
  },
  redoStep(run, { step, reason }, sender) {
    // The look goes on beside the publishing: a record that is published anew has to be seen anew.
    const looks = step === 'dns-record' ? withDependents('dns-propagation') : [];
    const again = [...inStartOrder(withDependents(step)), ...inStartOrder(looks)];
    for (const id of new Set(again)) redo(run, id, reason, sender);
  },
  checkNow(run, { step }) {
    if (step === undefined || step === 'dns-propagation') lookAgain(run, run.state.txtLook.published);
    run.nudge(step);
  },
};

/**
 * Another SCIM access than the one that was checked: what was proven of the old one is proven no more. A new endpoint is
 * begun with anew; with a new token for the same endpoint the Okta admin is asked to give it to Okta, while all else goes on.
 */
function exchange(run: Run, before: ScimAccess, now: ScimAccess, sender: Sender): void {
  const isOther = before.endpoint !== now.endpoint;
  if (!isOther && before.token === now.token) return;
  const reason = isOther ? 'another SCIM endpoint was given' : 'another SCIM token was given';
  const connection: StepId[] = ['provisioning-connection', 'provisioning-features'];
  const again = isOther ? withDependents('scim-access') : connection;
  for (const id of again) if (run.state.steps[id].state !== 'todo') redo(run, id, reason, sender);
}

/** The object that was chosen, with what the person was shown that adopting it changes. */
function adoption(run: Run, step: StepId, id: string): Choice {
  const shown = run.state.troubles[step]?.candidates.find((candidate) => candidate.id === id)?.changes;
  return { use: 'adopt', id, ...(shown === undefined ? {} : { shown }) };
}

const who = (sender: Sender): string => sender.by ?? 'a person';

/** What a person did for a step, for the audit trail; kept beside what is read when the step is done. */
function note(run: Run, step: StepId, label: string, value: string): void {
  run.state.steps[step].evidence.push({ label, value, url: null });
}

/** Take a message that has been judged right. */
export function take<N extends MessageName>(
  run: Run,
  name: N,
  value: MessageOf<N>,
  sender: Sender,
  notes: string[],
): void {
  const effect = EFFECTS[name];
  if (effect === undefined) keep(run, name, value, sender);
  else effect(run, value, sender);
  const step = 'step' in value ? value.step : MESSAGE_INFO[name].step;
  const about = step == null ? name : `${name}, ${stepOf(step).title}`;
  const { by, via } = sender;
  run.tell({
    kind: 'answered',
    step: step ?? null,
    message: name,
    by,
    via,
    text: `${by ?? 'Somebody'} has sent ${about}.`,
  });
  notes.forEach((note) => run.warn(note));
  run.changed();
}

function keep<N extends MessageName>(run: Run, name: N, value: MessageOf<N>, sender: Sender): void {
  run.state.answers[name] = { value, ...sender } as Answers[N];
}

function redo(run: Run, id: StepId, reason: string, sender: Sender): void {
  const { state } = run;
  if (!isOver(state.steps[id]) && state.steps[id].state !== 'todo') run.breakOff(id, { kind: 'redo' });
  resetStep(state, id, reason, sender);
  for (const name of MESSAGE_NAMES) if (MESSAGE_INFO[name].step === id) delete state.answers[name];
  const { gives } = stepOf(id);
  if (gives !== null) delete state.facts[gives];
  delete state.troubles[id];
  delete state.attested[id];
  delete state.decisions[id];
  // A wrong adoption can be taken back so.
  delete state.choices[id];
  if (id === 'dns-propagation') state.txtLook = newTxtLook();
  if (id === 'subscription-review') Object.assign(state, { listParts: [], listUnderReview: [], roster: null });
  if (id === 'report') state.finishedAt = null;
}
