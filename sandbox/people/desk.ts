import type { Status, Waiting } from '../../runbook/words/status.js';
import type { SandboxInfo } from '../sandbox-info.js';
import type { Vault } from '../vault.js';

/** How the people reach a run: as any front end does. */
export interface PeopleLine {
  /** The answer to the query `status`. */
  status(): Promise<Status>;
  /** Sends an Update; a refusal comes back as text. */
  answer(message: string, value: Record<string, unknown>): Promise<string | null>;
  /** Seals a token for the run, and for the one endpoint that may get it. */
  seal(token: string, endpoint: string): Promise<string>;
}

/** What a person has before them: one question, the consoles and the password manager. */
export interface Desk {
  one: Waiting;
  /** Of the run that asks. */
  status: Status;
  info: SandboxInfo;
  vault: Vault;
  line: PeopleLine;
}

/** What the person does, and what they answer then; null when it is not done yet. Throws what a console refused. */
export type Act = (desk: Desk) => Promise<Record<string, unknown> | null>;

/** The first value with that label in the question; empty where there is none. */
export const copied = ({ one }: Desk, label: string): string => all({ one }, label)[0] ?? '';

/** All values with that label in the question. */
export const all = ({ one }: Pick<Desk, 'one'>, label: string): string[] =>
  one.copy.filter((value) => value.label === label).map(({ value }) => value);

/** Labels under which a question names somebody. */
const NAMES = ['Login', 'User', 'User name', 'E-mail address'];

/** Everybody whom the question names, each once. */
export const namedIn = (desk: Pick<Desk, 'one'>): string[] => [...new Set(NAMES.flatMap((label) => all(desk, label)))];

/** Names the run, also where its workflow id is used again for the next one. */
export const runOf = ({ status: { workflowId, startedAt } }: Desk): string => `${workflowId} ${startedAt}`;

/** A console that does not answer is tried again. Milliseconds. */
const PATIENCE_MS = 10_000;

/** A call of a console; the JSON of its answer, or null. @throws Error with the console's own words where it refuses */
export async function click<T>(method: string, url: string, body?: unknown, token?: string): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `SSWS ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(saidIn(text) ?? `${url} answered ${answer.status}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

/** Kiro's console says `error`, Okta's `message`, and Okta's API `errorSummary`. */
function saidIn(text: string): string | null {
  if (!text.startsWith('{')) return null;
  const said = JSON.parse(text) as { error?: string; message?: string; errorSummary?: string };
  return said.error ?? said.message ?? said.errorSummary ?? null;
}

/** The calls of Kiro's console. */
export const atKiro = <T>({ info }: Desk, method: string, path: string, body?: unknown): Promise<T> =>
  click<T>(method, `${info.kiro.consoleUrl}/console${path}`, body);

/** The Okta Admin Console, be it a page that has no API (`/console/...`) or one that has (`/api/v1/...`). */
export const atOkta = <T>({ info }: Desk, method: string, path: string, body?: unknown): Promise<T> =>
  click<T>(method, `${info.okta.orgUrl}${path}`, body, info.okta.token);
