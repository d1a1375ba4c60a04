import type { MessageOf } from '../../runbook/messages/schemas.js';
import { isOver, recordOf, type Sender } from '../../runbook/model/state.js';
import type { SubscriptionList } from '../../runbook/outside.js';
import { COMMON_EFFECTS, keep, nameOf, note, redo } from '../engine/inbox.js';
import { dependentsInOrder } from '../engine/start-order.js';
import type { Effects } from '../engine/work.js';
import type { OnboardingRun } from './onboarding-run.js';
import { withHeldToken } from './scim-token.js';
import { beginKiroAnew } from './taken-over.js';
import { lookAgain, saidPublished } from './txt-record.js';

type ScimAccess = MessageOf<'scimAccessIssued'>;

/** What a message of the onboarding does besides being kept as the answer to its step. */
export const ONBOARDING_EFFECTS: Effects<OnboardingRun> = {
  dnsRecordPublished(run, value, sender) {
    saidPublished(run, sender, () => keep(run, 'dnsRecordPublished', value, sender));
  },
  scimAccessIssued(run, value, sender) {
    const before = run.state.answers.scimAccessIssued?.value;
    const access = withHeldToken(run, value);
    // Whatever failed for want of a token that is taken is tried again with this one.
    for (const { id, needsToken } of run.runbook.steps.rows) if (needsToken) delete run.state.troubles[id];
    if (before !== undefined && isOver(run.state.steps['scim-access'])) exchange(run, before, access, sender);
    beginKiroAnew(run, access.endpoint, sender);
    keep(run, 'scimAccessIssued', access, sender);
  },
  signInTested(run, value, sender) {
    keep(run, 'signInTested', value, sender);
    const refreshed = value.refreshed ? 'yes' : 'no';
    const found = `scp ${value.scp.join(' ')}; lifetime ${value.lifetimeSeconds} s; refreshed: ${refreshed}`;
    note(run, 'token-check', `Real sign-in by ${nameOf(sender)}`, found);
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
  syncWindowExtended(run, { hours }) {
    run.state.extraSyncHours += hours;
    run.nudge('sync-window');
  },
  checkNow(run, value, sender) {
    if (value.step === undefined || value.step === 'dns-propagation') lookAgain(run, run.state.txtLook.published);
    COMMON_EFFECTS.checkNow?.(run, value, sender);
  },
};

/**
 * Another SCIM access than the one that was checked: what was proven of the old one is proven no more. A new endpoint is
 * begun with anew; with a new token for the same endpoint the Okta admin is asked to give it to Okta, while all else goes on.
 */
function exchange(run: OnboardingRun, before: ScimAccess, now: ScimAccess, sender: Sender): void {
  const isOther = before.endpoint !== now.endpoint;
  if (!isOther && before.token === now.token) return;
  const reason = isOther ? 'another SCIM endpoint was given' : 'another SCIM token was given';
  const connection = ['provisioning-connection', 'provisioning-features'];
  const again = isOther ? dependentsInOrder(run.runbook, 'scim-access') : connection;
  for (const id of again) if (recordOf(run.state, id).state !== 'todo') redo(run, id, reason, sender);
}
