import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { oktaClient, type OktaClient, type Patience } from '../../../activities/okta/okta-client.js';
import type { OpenToken } from '../../../activities/secrets/secret-activities.js';
import { INPUT_DEFAULTS, type OnboardingInput } from '../../../runbook/onboarding/input.js';
import type { Candidate, Choice, Task, Trouble } from '../../../runbook/outside.js';
import type { OktaSandboxSettings } from '../../../sandbox/okta/okta-state.js';
import { startOkta } from '../../../sandbox/okta/start-okta.js';
import { AT_ANY_HOUR } from '../../workflows/fake-world.js';
import { Secret } from '../../../runbook/secrets/secret.js';
import { afterTest } from '../../support/after-test.js';

/** Body of `POST /sandbox/faults`. */
export interface Fault {
  method?: string;
  path: string;
  kind: string;
  nth?: number;
  times?: number;
  status?: number;
  code?: string;
  delayMs?: number;
  reads?: number;
  fields?: string[];
  values?: Record<string, unknown>;
}

export interface Request {
  /** ISO 8601, UTC. */
  at: string;
  method: string;
  path: string;
  status: number;
}

/** As patient as a worker, at a speed for tests. */
export const TEST_PATIENCE: Patience = {
  requestTimeout: 1_500,
  reads: { tries: 6, firstWait: 10, longestWait: 100 },
  rateLimitWait: 0,
  readBack: [0, 20, 40, 80],
  lookAgain: [20, 40, 80, 160],
  progress: [50, 100],
};

export interface Org {
  url: string;
  token: string;
  client: OktaClient;
  okta: ReturnType<typeof createOktaActivities>;
  task: Task;
  /** A raw call as another client would make it. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(fault: Fault): Promise<void>;
  /** All calls of Okta's API so far. */
  requests(): Promise<Request[]>;
  /** Methods and paths of all calls but GETs. */
  writes(): Promise<string[]>;
  /** All that the org holds, for `startOrg` to begin another one with. */
  kept(): string;
}

/** A fresh org on a free port, or one that begins as another was, with the activities of one worker that serves it. */
export async function startOrg(
  settings: Partial<OktaSandboxSettings> = {},
  input: Partial<OnboardingInput> = {},
  openToken?: OpenToken,
  kept?: string,
  port = 0,
): Promise<Org> {
  const sandbox = await startOkta({ port, stateFile: null, settings, ...(kept === undefined ? {} : { kept }) });
  afterTest(() => sandbox.close());
  const { url, token } = sandbox;
  const client = oktaClient({ orgUrl: url, credentials: { mode: 'token', token: new Secret(token) } }, TEST_PATIENCE);
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `SSWS ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const requests = async (): Promise<Request[]> => {
    const all = (await call('GET', '/sandbox/requests')) as Request[];
    return all.filter(({ path }) => path.startsWith('/api/v1'));
  };
  return {
    url,
    token,
    client,
    okta: createOktaActivities({ client, ...(openToken === undefined ? {} : { openToken }) }),
    task: { owner: 'kiro-okta/127.0.0.1/example.com', input: inputFor(url, input) },
    call,
    fault: async (fault) => void (await call('POST', '/sandbox/faults', fault)),
    requests,
    writes: async () =>
      (await requests()).filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
    kept: () => sandbox.kept(),
  };
}

/** The example configuration for that org. */
export function inputFor(orgUrl: string, changes: Partial<OnboardingInput> = {}): OnboardingInput {
  return {
    ...INPUT_DEFAULTS,
    domain: 'example.com',
    okta: { ...INPUT_DEFAULTS.okta, orgUrl },
    signIn: { groups: ['Kiro Users'], users: ['yara@example.com'], test: 'optional' },
    provision: { groups: ['Kiro Users'], users: [] },
    push: { groups: ['Kiro Team'] },
    subscribe: { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' },
    waits: { ...INPUT_DEFAULTS.waits, ...AT_ANY_HOUR, syncWindowMs: 1, remindAfterMs: 1 },
    ...changes,
  };
}

/** The items of a list that holds objects with an id. */
export async function list(org: Org, path: string): Promise<{ id: string; label?: string; name?: string }[]> {
  return (await org.call('GET', path)) as { id: string }[];
}

/** What an activity failed with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => {
      throw new Error(`did not fail, but gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** The objects that a step offers to choose from, when it is asked to go on without a choice. */
export async function offeredBy(work: Promise<unknown>): Promise<Candidate[]> {
  const failure = (await failureOf(work)) as Error & { type?: string; details?: [Trouble] };
  if (failure.type !== 'NamesakeFound') throw failure;
  return failure.details?.[0].candidates ?? [];
}

/** The choice of an admin who has seen what adopting the object of that id would change. */
export async function adopting(id: string, work: Promise<unknown>): Promise<Choice> {
  const { changes } = (await offeredBy(work)).find((one) => one.id === id) ?? {};
  return { use: 'adopt', id, ...(changes === undefined ? {} : { shown: changes }) };
}

/** Repeats an activity as Temporal would: while it says "not ready". */
export async function untilReady<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if ((error as { type?: unknown }).type !== 'OktaNotReady') throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
