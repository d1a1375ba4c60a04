import { keptFrom } from '../../activities/connection/read-kept.js';
import { RECORDED } from '../../runbook/connection/connection-updates.js';
import { blankRecord, type ConnectionNews, type ConnectionRecord, withNews } from '../../runbook/connection/record.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { OnboardingReport } from '../../runbook/onboarding/outlook.js';
import type { Kept, KiroNow } from '../../runbook/outside.js';
import type { Waiting } from '../../runbook/words/status.js';
import { calmWorld, input, proof, type World } from './fake-world.js';
import { ANSWERS, help } from './simulated-people.js';
import { SimulatedRun, type Simulator } from './simulated-run.js';

/** When the first onboarding is. Milliseconds. */
export const MARCH = Date.parse('2026-03-02T09:00:00Z');
/** The worker holds a SCIM access, and Kiro takes it. */
export const HERE: KiroNow = { seen: 'here', text: 'the SCIM endpoint takes the access that the worker holds' };

export interface Played {
  report: OnboardingReport;
  /** Message and step of each question, in order. */
  asked: string[];
  questions: Waiting[];
  record: ConnectionRecord;
  /** What the activities were called with, by name. */
  calls: Record<string, unknown[]>;
}

export interface Given {
  input?: OnboardingInput;
  /** The record that the run finds. */
  record?: ConnectionRecord;
  kiro?: KiroNow;
  at?: number;
  world?: Partial<World>;
  /** Is shown the run before any of its activities has ended. */
  begun?: (run: SimulatedRun) => void;
  /** Is shown each question; gives true where it is answered by that. */
  seen?: (run: SimulatedRun, one: Waiting) => boolean;
}

/** What Okta and Kiro say when all is well: the connection is proven by what Okta pushes. */
export const well = { ...proof, connection: 'connected', createUsers: 'on', updateUserAttributes: 'on' } as const;

/** A whole onboarding, and the record that it leaves: people answer each question once, rightly. */
export async function play(
  creator: Simulator,
  { record, kiro = HERE, at = MARCH, world = {}, begun, seen, ...given }: Given,
): Promise<Played> {
  let news: ConnectionNews[] = [];
  const calls: Record<string, unknown[]> = {};
  const all = await calmWorld({
    connectProvisioning: async () => ({ ...well, reaches: 'unseen', token: 'unseen' }),
    readProvisioning: async () => ({ ...well, reaches: 'unseen', token: 'unseen' }),
    readKept: async (): Promise<Kept | null> => (record === undefined ? null : keptFrom(record, kiro, at)),
    recordConnection: async (task) => void news.push(task.news),
    ...world,
  });
  for (const [name, work] of Object.entries(all))
    Object.assign(all, {
      [name]: (...args: unknown[]) => {
        (calls[name] ??= []).push(args[0]);
        return (work as (...args: unknown[]) => unknown)(...args);
      },
    });
  const run = await SimulatedRun.start(creator, 'connectOktaToKiro', [given.input ?? input], '', at);
  begun?.(run);
  const questions: Waiting[] = [];
  for (let round = 0; round < 120 && run.end === null; round += 1) {
    run.pass(1);
    await help(run, all, Object.keys(ANSWERS));
    if (run.end !== null) break;
    for (const one of (await run.status()).waitingFor) {
      if (one.message === 'checkNow') continue;
      const isKnown = questions.some(
        ({ step, message, since }) => step === one.step && message === one.message && since === one.since,
      );
      if (isKnown) continue;
      questions.push(one);
      if (seen?.(run, one) === true) continue;
      run.update(one.message, { ...ANSWERS[one.message]?.(one.step), by: 'ana@example.com' });
    }
    await run.task();
  }
  if (run.end?.kind !== 'completed')
    throw new Error(`It does not end: ${JSON.stringify(run.end ?? (await run.status()).waitingFor)}`);
  // As the record takes it.
  news = news.map((one) => RECORDED.parse({ news: one }).news as ConnectionNews);
  return {
    report: run.end.result as OnboardingReport,
    asked: questions.map(({ message, step }) => (message === 'stepDone' ? `stepDone ${step}` : message)),
    questions,
    record: news.reduce((kept, one) => withNews(kept, one, input.waits.renewScimAccessMs), record ?? blankRecord()),
    calls,
  };
}

/** That step in the report of a run. */
export const stepOf = ({ report }: Played, id: string) => report.steps.find((step) => step.id === id)!;

/** Ids of the steps that a run has taken over. */
export const takenOver = (played: Played): string[] =>
  played.report.steps
    .filter(({ evidence }) => evidence.some(({ label }) => label === 'Taken over from an earlier run'))
    .map(({ id }) => id);

/** What people are asked in an onboarding that takes nothing over. */
export const PEOPLE = [
  'kiroProfileEnabled',
  'domainAdded',
  'scimAccessIssued',
  'domainVerified',
  'provisioningConfigured',
  'teamSubscribed',
  'subscriptionsListed',
  'stepDone pilot-sign-in',
];
