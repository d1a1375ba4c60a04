import { PLAIN_STEP, type REPORT_STEP, type Step, StepTable } from '../model/step.js';

export type RotationStepId =
  | 'new-token'
  | 'probe'
  | 'into-okta'
  | 'push-after'
  | 'revoke-old'
  | 'old-is-dead'
  | 'failed-tasks'
  | 'compare'
  | typeof REPORT_STEP;

/** Okta has pushed while the old token was seen to be dead, so it uses the new one. */
export const NEW_TOKEN_IN_USE = 'new-token-in-use';
/** The old token worked before the answer, and is refused now. */
export const OLD_TOKEN_DEAD = 'old-token-dead';

type Row = Omit<Step<RotationStepId>, 'after'>;
const IN_KIRO = { by: 'kiro-admin', helper: 'kiro-admin', place: 'Kiro console' } as const;
const IN_OKTA = { helper: 'okta-admin', place: 'Okta Admin Console' } as const;
const TOKENS = 'Step 3: Add SCIM access token';

/** What is known of each step, whenever its turn comes. */
const ROWS: Record<RotationStepId, Row> = {
  'new-token': { ...PLAIN_STEP, ...IN_KIRO, id: 'new-token', title: 'Make a new SCIM token', guide: TOKENS },
  probe: { ...PLAIN_STEP, ...IN_KIRO, id: 'probe', title: 'Try the new token', by: 'program', opensToken: true },
  'into-okta': {
    ...PLAIN_STEP,
    ...IN_OKTA,
    id: 'into-okta',
    title: 'Put the new token into Okta',
    guide: 'Step 4: Configure SCIM provisioning',
    by: 'okta-admin',
    opensToken: true,
    writesTo: 'okta',
    provenBy: [NEW_TOKEN_IN_USE],
  },
  'push-after': {
    ...PLAIN_STEP,
    ...IN_OKTA,
    id: 'push-after',
    title: 'See Okta push',
    by: 'program',
    lastsUntil: 'until Okta has pushed',
  },
  'revoke-old': {
    ...PLAIN_STEP,
    ...IN_KIRO,
    id: 'revoke-old',
    title: 'Delete the old token',
    guide: TOKENS,
    provenBy: [OLD_TOKEN_DEAD],
  },
  'old-is-dead': {
    ...PLAIN_STEP,
    ...IN_KIRO,
    id: 'old-is-dead',
    title: 'See that the old token is dead',
    by: 'program',
    opensToken: true,
    reasonSaysWhy: true,
  },
  'failed-tasks': {
    ...PLAIN_STEP,
    ...IN_OKTA,
    id: 'failed-tasks',
    title: 'Retry what could not be pushed',
    by: 'okta-admin',
  },
  compare: {
    ...PLAIN_STEP,
    ...IN_KIRO,
    id: 'compare',
    title: 'Compare everything in Kiro with Okta',
    by: 'program',
    opensToken: true,
  },
  report: { ...PLAIN_STEP, ...IN_KIRO, id: 'report', title: 'Write the report', by: 'program', place: 'The worker' },
};

/** Steps in the order in which people read them, each with those that must be over before it begins. */
const table = (rows: (Row & Pick<Step<RotationStepId>, 'after'>)[]): StepTable<RotationStepId> => new StepTable(rows);

/** Two tokens for a while, so that nothing stands still: the old one goes once Okta is seen to push. */
export const PLANNED_STEPS = table([
  { ...ROWS['new-token'], after: [], skips: ['probe', 'into-okta', 'push-after', 'revoke-old', 'old-is-dead'] },
  { ...ROWS.probe, after: ['new-token'] },
  { ...ROWS['into-okta'], after: ['probe'], skips: ['push-after', 'revoke-old', 'old-is-dead'] },
  { ...ROWS['push-after'], after: ['into-okta'] },
  { ...ROWS['revoke-old'], after: ['push-after'], skips: ['old-is-dead'] },
  { ...ROWS['old-is-dead'], after: ['revoke-old'] },
  { ...ROWS['failed-tasks'], after: ['old-is-dead'] },
  { ...ROWS.report, after: [] },
]);

/** The old token goes first: a thief can read and change everybody in Kiro with it. */
export const COMPROMISED_STEPS = table([
  { ...ROWS['revoke-old'], title: 'Delete the leaked token', after: [], skips: ['old-is-dead'] },
  { ...ROWS['old-is-dead'], title: 'See that the leaked token is dead', after: ['revoke-old'] },
  { ...ROWS['new-token'], after: ['revoke-old'], skips: ['probe', 'into-okta', 'push-after', 'compare'] },
  { ...ROWS.probe, after: ['new-token'] },
  { ...ROWS['into-okta'], after: ['probe'], skips: ['push-after'] },
  { ...ROWS['push-after'], after: ['into-okta'] },
  { ...ROWS['failed-tasks'], after: ['push-after', 'old-is-dead'] },
  { ...ROWS.compare, after: ['failed-tasks'] },
  { ...ROWS.report, after: [] },
]);
