import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { usageError } from '../cli/lib/output-and-exit.js';
import { whoAmI } from '../cli/lib/flag-values.js';
import { explained, PATIENCE_MS, RunError } from '../client/ask-run.js';
import { refusalIn } from '../client/send-answer.js';
import { signerFor, signStart } from '../client/signer.js';
import { inputOf, settingsOfRun } from '../client/find-runs.js';
import { markdownText } from '../runbook/escape/markdown-text.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import {
  type Attribute,
  type AttributeName,
  firstAttributes,
  oktaHost,
  SEARCH_ATTRIBUTES,
  WORKFLOW_TYPE,
  workflowIdFor,
} from '../runbook/model/names.js';
import { type Difference, differencesOf, settingsOf } from '../runbook/model/settings.js';
import { completedInput, type OnboardingInput } from '../runbook/onboarding/input.js';
import { START } from '../runbook/trust/start-proof.js';
import { GRPC, grpcCodeOf } from '../temporal/connect.js';
import { missingAttributes } from '../temporal/namespace.js';

/** Started anew, or joined. */
export interface JoinedRun {
  workflowId: string;
  runId: string;
  joined: boolean;
  /** Search attributes that the namespace does not have, and that the run does without. */
  unindexed: AttributeName[];
  /** Paths of the settings that were changed in the run, such as `people.kiro-admin.email`. */
  settings: string[];
}

/** What joins a run, and what is done in it after that. */
export interface Adjusted {
  input: OnboardingInput;
  change: () => Promise<void>;
}

/** What a command starts, or joins where it is going on. */
export interface RunToJoin {
  /** Workflow type. */
  type: string;
  workflowId: string;
  input: OnboardingInput;
  /** An input as this version would have made it; null where it cannot be read. */
  completed: (given: unknown) => OnboardingInput | null;
  /** What to say instead of the usual where the running one differs in these; null, or absent: the usual. */
  refusal?: (other: Difference[], workflowId: string) => string | null;
  /**
   * What is asked for where the run goes on already, and what is to be done once it is joined. `before`: as it was begun; null
   * where that cannot be read. Absent: the same as for a new one, and nothing.
   */
  adjusted?: (client: Client, before: OnboardingInput | null) => Promise<Adjusted>;
  /** Its first step, for the lists of the Web UI. */
  firstStep: string;
  /** What the run is, in a line, and for the Web UI in some more. */
  summary: string;
  details: string[];
}

/** Start the onboarding of that org and domain, or join it when it is going on; as `joinRunbook`. */
export const joinRun = (client: Client, input: OnboardingInput, taskQueue: string): Promise<JoinedRun> =>
  joinRunbook(client, taskQueue, {
    type: WORKFLOW_TYPE,
    workflowId: workflowIdFor(input),
    input,
    completed: completedInput,
    firstStep: 'preflight',
    summary: `Connect ${oktaHost(input.okta.orgUrl)} to Kiro for ${input.domain}`,
    details: ['The guide "Connect your Okta IdP" as one durable run.'],
  });

/**
 * Start a run, or join it when it is going on. One that differs in people, channels or waits alone is applied to the run.
 * @throws CommandError (exit code 2) when the running one was started with another configuration in all else.
 */
export async function joinRunbook(client: Client, taskQueue: string, asked: RunToJoin): Promise<JoinedRun> {
  const { type, workflowId, input, completed } = asked;
  refuseTooLarge(input);
  const memo = await signStart({ workflowId, type, input }, whoAmI(), process.env);
  const start = async (unindexed: AttributeName[]): Promise<JoinedRun> => {
    const handle = await client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [input],
      memo,
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: markdownText(asked.summary),
      staticDetails: [...asked.details, '', ...HOW_TO_ANSWER].join('\n'),
      typedSearchAttributes: indexOf(asked).filter(({ key }) => !unindexed.some((name) => name === key.name)),
    });
    return { workflowId, runId: handle.firstExecutionRunId, joined: false, unindexed, settings: [] };
  };
  try {
    const missing = await missingAttributes(client.connection, client.options.namespace);
    return await start(missing ?? []).catch((error: unknown) => {
      // Where the server does not say what it knows, its refusal does.
      if (missing !== null || !isAboutIndex(error)) throw error;
      return start(Object.keys(SEARCH_ATTRIBUTES) as AttributeName[]);
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId, memo: started } = await client.workflow.getHandle(workflowId).describe();
    const given = await inputOf(client, workflowId, runId);
    // What an earlier version did not know yet counts in its run as the default.
    const before = completed(given);
    if (input.fromScratch === true && before?.fromScratch !== true)
      throw usageError(
        `--from-scratch is for a new run, and ${terminalText(workflowId)} is going on. Have single steps done again with redoStep, ` +
          `or end it first: temporal workflow cancel -w '${workflowId}'.`,
      );
    const adjusted = await asked.adjusted?.(client, before);
    const all = differencesOf(before ?? given, adjusted?.input ?? input).filter(
      ({ path }) => !NO_DIFFERENCE.includes(path),
    );
    const other = all.filter(({ isSetting }) => !isSetting);
    if (other.length > 0) {
      const own = asked.refusal?.(other, workflowId) ?? null;
      if (own !== null) throw usageError(own);
      throw usageError(
        `${terminalText(workflowId)} is going on with another configuration:\n${linesOf(other)}\n` +
          `Join it with the configuration it was started with, or end it first: temporal workflow cancel -w '${workflowId}'.`,
      );
    }
    const settings = await changeSettings(client, asked);
    await adjusted?.change();
    if (started?.[START] === undefined) await signLater(client, asked, memo[START]);
    return { workflowId, runId, joined: true, unindexed: [], settings };
  }
}

/**
 * Bytes of an input. Each activity gets it, several may be started at once, and Temporal takes at most 4 MB in one message: it
 * would end the run without a report.
 */
const MOST_INPUT = 800_000;

/** @throws CommandError (2) where a run with this input could not be carried out */
export function refuseTooLarge({ signIn, provision, push, subscribe, ...rest }: OnboardingInput): void {
  const lists = { signIn, provision, push, subscribe };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...rest, ...lists })).length;
  if (bytes <= MOST_INPUT) return;
  const counts = Object.entries(lists).map(
    ([name, one]) => `${name} ${one.groups.length + ('users' in one ? one.users.length : 0)}`,
  );
  throw usageError(
    `The configuration is too large for a run: ${Math.ceil(bytes / 1_000)} kB, of at most ${MOST_INPUT / 1_000} kB ` +
      `(groups and users named: ${counts.join(', ')}). Name fewer groups, for instance one that holds the others' members.`,
  );
}

/** To join a run, nobody has to say again how it was started; and one id means one org, by whichever address. */
const NO_DIFFERENCE = ['fromScratch', 'okta.orgUrl', 'okta.knownAs'];

const indexOf = ({ type, input, firstStep }: RunToJoin): Attribute[] =>
  firstAttributes({ type, domain: input.domain, okta: input.okta, firstStep });

const isAboutIndex = (error: unknown): boolean =>
  grpcCodeOf(error) === GRPC.invalidArgument && error instanceof Error && /search attribute/i.test(textOf(error));

/** The client wraps the server's words. */
const textOf = (error: Error): string => `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`;

const HOW_TO_ANSWER = [
  'What to do now stands beside this, under Current Details. Answer with More Actions, Send an Update (every message',
  'takes one JSON object), with `npm run answer`, or with the `temporal` command shown there.',
];

const linesOf = (all: Difference[]): string => all.map(({ text }) => `  ${terminalText(text)}`).join('\n');

/**
 * Sign a run that has no proof of its start; what it was asked for was compared with this configuration. Where no worker
 * answers now, it stays without, and says so itself where a proof is needed.
 */
async function signLater(client: Client, { workflowId, input }: RunToJoin, proof: string): Promise<void> {
  await client
    .withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate('startSigned', { args: [{ proof, input }] }),
    )
    .catch(() => undefined);
}

/**
 * Give the run the people, channels and waits of this configuration, where it has others now: as it was started, or as an
 * earlier join has changed it. Gives the paths that differ.
 */
async function changeSettings(client: Client, { workflowId, input, completed }: RunToJoin): Promise<string[]> {
  const now = settingsOf(completed({ ...input, ...(await settingsOfRun(client, workflowId)) }) ?? input);
  if (differencesOf(now, settingsOf(input)).length === 0) return [];
  const sign = await signerFor('terminal', process.env);
  const plain = { settings: settingsOf(input), by: whoAmI() };
  const asked = sign(workflowId, 'settingsChanged', plain);
  try {
    const { changed } = await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate<{ changed: string[] }, [unknown]>('settingsChanged', { args: [asked] }),
    );
    return changed;
  } catch (error) {
    const why = refusalIn(error);
    if (why !== null) throw new RunError(`The run does not take the settings of this configuration: ${why.reason}`);
    throw await explained(error, client, workflowId);
  }
}
