import { COMMON_MESSAGES } from '../model/common-messages.js';
import { type Attribute, CONNECTION_TYPE, connectionIdFor, firstAttributes, oktaHost } from '../model/names.js';
import type { Prompt } from '../model/prompt.js';
import type { RunInput } from '../model/run-input.js';
import type { Runbook } from '../model/runbook.js';
import { look, trouble } from '../words/prompts.js';
import { completedConnectionInput, CONNECTION_INPUT, type ConnectionInput } from './connection-input.js';
import {
  CONNECTION_STEPS,
  type ConnectionScene,
  type ConnectionState,
  type ConnectionView,
  newConnectionState,
} from './connection-state.js';

/**
 * The record of one connection, which lives for years: what outlives a run, whose turn it is to change something, and what
 * is due. It starts nothing that writes: it asks.
 */
export const CONNECTION: Runbook<ConnectionState, ConnectionInput> = {
  name: CONNECTION_TYPE,
  title: 'connection',
  heading: 'Okta to Kiro, looked after',
  steps: CONNECTION_STEPS,
  startOrder: [],
  historyLimit: 400_000,
  // Small messages take as long to replay as large ones.
  historyEvents: 300,
  // Nothing of it can be skipped or stopped: to give the connection up, end the workflow.
  messages: { stepDone: COMMON_MESSAGES.stepDone, checkNow: COMMON_MESSAGES.checkNow },
  factKeys: {},
  newState: newConnectionState,
  inputForm: CONNECTION_INPUT,
  completedInput: completedConnectionInput,
  forget: () => undefined,
  promptFor,
  isLooking: () => false,
  isReviewed: () => false,
  outlook: (view) => ({ facts: factsOf(view), roster: null, warnings: [], unproven: [], duties: [] }),
  lastWords: () => null,
};

const factsOf = ({ state: { record } }: ConnectionView): Record<string, string | null> => ({
  ...record.objects,
  issuer: record.issuer,
  endpoint: record.endpoint,
  provenAt: record.provenAt,
});

const PROMPTS: Partial<Record<string, (scene: ConnectionScene) => Prompt>> = {
  'renew-scim-access': renewal,
  'review-access': reviewOfAccess,
};

function promptFor(scene: ConnectionScene): Prompt {
  const { message, step } = scene.ask;
  if (message === 'checkNow') return look(scene, 'Nothing is due yet.');
  return (PROMPTS[step] ?? trouble)(scene);
}

/** A day, as people read it. */
const dayOf = (at: string): string => at.slice(0, 10);

/** Security considerations: the token stops provisioning without a word when it expires. */
function renewal({ state, input }: ConnectionScene): Prompt {
  const { issuedAt, storedAt } = state.record.token;
  const { endpoint } = state.record;
  return {
    title: `Renew the SCIM access of ${input.domain}`,
    where: { place: 'Kiro console, Settings, Identity Management', url: null },
    why:
      `The SCIM token was issued on ${dayOf(issuedAt ?? state.startedAt)}. AWS's tokens last a year, Kiro names no lifetime, and an ` +
      'expired one stops provisioning without a word: people who leave would keep their place in Kiro.',
    instructions: [
      'Ask the person who runs this connection for a rotation (`npm run rotate-token`): it asks each of you in turn, so that nothing stands still, sees Okta push and the old token die, and answers this question by itself.',
      'Or by hand. Kiro admin: under Access Tokens choose Generate Token, and store the new token where the Okta admin finds it. Leave the old one.',
      'Okta admin: open the SCIM application, Provisioning, Integration, Edit; paste the new token, choose Test API Credentials, and Save.',
      'Okta admin: on Push Groups choose Push now for one group, and see that it becomes Active without an error.',
      'Kiro admin: delete the old token.',
      'Answer with stepDone if you did it by hand. From that day the next year is counted.',
    ],
    copy: [
      ...(endpoint === null ? [] : [{ label: 'SCIM endpoint', value: endpoint }]),
      ...(storedAt === null ? [] : [{ label: 'The token has been kept at', value: storedAt }]),
    ],
    verified:
      'By the rotation; by hand it is your word, and `npm run verify` with the new token shows whether Kiro takes it.',
    next: 'You are asked again before this token expires.',
  };
}

/** Security considerations: a subscription does not end by itself when somebody leaves. */
function reviewOfAccess({ state, input, ask }: ConnectionScene): Prompt {
  const last = state.reviewedAt === null ? 'never been reviewed' : `last been reviewed on ${dayOf(state.reviewedAt)}`;
  return {
    title: `Review who has access to Kiro at ${input.domain}`,
    where: { place: 'Kiro console, Subscriptions', url: null },
    why: `Who has access by ${oktaHost(input.okta.orgUrl)} has ${last}. A subscription does not end by itself when somebody leaves.`,
    instructions: [
      'Save the list on the Subscriptions tab of the Kiro console to a file.',
      `Give it to the person who runs this connection, and ask for a review (\`npm run review-access -- NAME --subscriptions FILE\`, with a name such as ${input.domain.split('.')[0] ?? 'review'}-${dayOf(ask.since)}): it lists everybody who has access, asks the reviewers whom to keep, and takes the access from the others.`,
      'When that review is over, this question is answered by it. If you have reviewed it in another way, answer with stepDone.',
    ],
    copy: [],
    verified: 'By the review that is over; else by your word.',
    next: 'You are asked again when the next review is due.',
  };
}

/** How Temporal is asked to start the record of a connection, or to take the one that is there. */
export const recordStart = <Input extends RunInput>(input: Input, taskQueue: string) => ({
  workflowId: connectionIdFor(input),
  taskQueue,
  args: [input] satisfies [Input],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
  staticSummary: 'The record of this connection: what is due, and whose turn it is',
});

/** The search attributes that a record begins with. */
export const recordAttributes = ({ okta, domain }: RunInput): Attribute[] =>
  firstAttributes({ type: CONNECTION_TYPE, domain, okta, firstStep: CONNECTION_STEPS.rows[0]!.id });
