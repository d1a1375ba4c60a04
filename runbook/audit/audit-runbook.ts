import { senderText } from '../words/phrases.js';
import { COMMON_MESSAGES } from '../model/common-messages.js';
import { AUDIT_TYPE } from '../model/names.js';
import type { Outlook, Runbook } from '../model/runbook.js';
import { completedInput } from '../onboarding/input.js';
import { ONBOARDING_INPUT } from '../onboarding/input-schema.js';
import { look, trouble } from '../words/prompts.js';
import { AUDIT_STEPS, type AuditInput, type AuditState, type AuditView, newAuditState } from './audit-state.js';
import { changeText, hasNews } from './audit-digest.js';

/** A look at the whole connection, compared with the one before it. It writes nothing to Okta or Kiro, and needs no turn. */
export const AUDIT: Runbook<AuditState, AuditInput> = {
  name: AUDIT_TYPE,
  title: 'audit',
  heading: 'Audit of Okta to Kiro',
  steps: AUDIT_STEPS,
  startOrder: [],
  messages: COMMON_MESSAGES,
  factKeys: {},
  newState: newAuditState,
  inputForm: ONBOARDING_INPUT,
  completedInput,
  forget(state, step) {
    if (step === 'record') state.ground = null;
    if (step === 'record' || step === 'look') state.seen = null;
  },
  promptFor: (scene) => (scene.ask.message === 'checkNow' ? look(scene) : trouble(scene)),
  isLooking: () => false,
  isReviewed: () => false,
  outlook,
  lastWords: ({ seen }) => (seen === null ? null : summaryOf(seen)),
  endsQuietly: ({ seen }) => seen !== null && !hasNews(seen),
};

type Seen = NonNullable<AuditState['seen']>;

/** What an audit came to, in a sentence or two. */
export function summaryOf({ outcome, counts, found }: Seen): string {
  const { proven, wrong, notLookedAt, waiting, muted } = counts;
  const more = [
    `${found.new} new, ${found.still} still there, ${found.gone} gone`,
    ...(waiting === 0 ? [] : [`${waiting} on the way to Kiro`]),
    ...(muted === 0 ? [] : [`${muted} muted`]),
  ];
  const blocked = outcome === 'blocked' ? 'Something stands in the way of the look. ' : '';
  return `${blocked}${proven} proven, ${wrong} wrong, ${notLookedAt} not looked at; ${more.join(', ')}.`;
}

function outlook({ state: { seen, ground } }: AuditView): Outlook {
  const none = { facts: {}, roster: null, warnings: [], unproven: [], duties: [] };
  if (seen === null) return none;
  const { counts, findings, gone, muted, waiting, changes, notLookedAt, file } = seen;
  const idsOf = (wanted: 'new' | 'still'): string[] =>
    findings.filter(({ state }) => state === wanted).map(({ id }) => id);
  return {
    ...none,
    facts: {
      outcome: seen.outcome,
      lastAudit: ground?.last?.at ?? null,
      ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${name}Count`, String(count)])),
      new: idsOf('new'),
      still: idsOf('still'),
      gone,
      muted: muted.map(({ finding }) => finding),
      waiting: waiting.map(({ who }) => who),
      changes: changes?.map(changeText) ?? null,
      file: file.path,
      sha256: file.sha256,
    },
    warnings: [
      ...seen.warnings,
      ...muted.map(({ finding, until, reason, problem, ...sender }) => {
        const who = sender.by === null ? '' : ` by ${senderText(sender)}`;
        return `Muted until ${until.slice(0, 10)}${who} (${reason}): ${problem} (${finding})`;
      }),
    ],
    unproven: notLookedAt.map(({ label, why, how }) => `${label}: ${why}. To look: ${how}.`),
  };
}
