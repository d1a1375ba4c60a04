import { type Act, click, copied, type Desk, type PeopleLine } from './people/desk.js';
import { cancelOldSeats, KIRO_ADMIN, KIRO_STEPS } from './people/kiro-admin.js';
import { OKTA_ADMIN, OKTA_STEPS } from './people/okta-admin.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import { OFFBOARD_TYPE } from '../runbook/model/names.js';
import type { Status, Waiting } from '../runbook/words/status.js';
import type { SandboxInfo } from './start.js';
import type { Vault } from './vault.js';

export type { PeopleLine } from './people/desk.js';

export interface PeopleOptions {
  info: SandboxInfo;
  vault: Vault;
  signal: AbortSignal;
  /** How often they look at the status. Milliseconds. */
  glanceMs?: number;
  /** Called when somebody does something, for the terminal. */
  onAction?: (who: string, what: string) => void;
}

/** How often a played person looks at the status, where nobody says otherwise. Milliseconds. */
const GLANCE_MS = 150;
/** A question that goes on as it is after an answer, such as to look again, is answered again after this. Milliseconds. */
const AGAIN_MS = 1_500;

/**
 * Play the people of one run until it ends: read the status, do in the consoles what it says, send the answers. They know
 * nothing that a person would not: values come from the prompt, tokens from the console.
 */
export async function playPeople({ line, ...options }: PeopleOptions & { line: PeopleLine }): Promise<void> {
  const people = new People(options);
  await people.glanceUntil(async () => {
    const status = await line.status().catch(() => null);
    if (status !== null) await people.work(line, status);
    return status !== null && status.outcome !== 'running';
  });
}

/** The same for several runs at once, whichever there are; until they have to stop. */
export async function playInAll(runs: () => Promise<PeopleLine[]>, options: PeopleOptions): Promise<void> {
  const people = new People(options);
  await people.glanceUntil(async () => {
    for (const line of await runs().catch(() => [])) {
      const status = await line.status().catch(() => null);
      if (status !== null) await people.work(line, status);
    }
    return false;
  });
}

/** They do one thing after the other, whichever run asks for it. */
class People {
  /** When a question was answered last, by what it is. */
  private readonly answered = new Map<string, number>();
  /** What was last said of a question that somebody could not answer. */
  private readonly told = new Map<string, string>();

  constructor(private readonly options: PeopleOptions) {}

  async glanceUntil(isOver: () => Promise<boolean>): Promise<void> {
    const { signal, glanceMs = GLANCE_MS } = this.options;
    while (!signal.aborted) {
      if (await isOver()) return;
      await new Promise((resolve) => setTimeout(resolve, glanceMs));
    }
  }

  async work(line: PeopleLine, status: Status): Promise<void> {
    if (status.outcome !== 'running') return;
    for (const one of status.waitingFor) {
      if (this.options.signal.aborted) return;
      if (!one.looking) await this.act({ one, status, line, info: this.options.info, vault: this.options.vault });
    }
  }

  private async act(desk: Desk): Promise<void> {
    const { one, status, line } = desk;
    const key = JSON.stringify([status.workflowId, one.step, one.message, one.since]);
    const isAgain = one.message === 'checkNow' || one.step === 'failed-tasks';
    if (isAgain && Date.now() - (this.answered.get(key) ?? 0) < AGAIN_MS) return;
    const by = one.person ?? one.role;
    try {
      this.answered.set(key, Date.now());
      const value = await actFor(one)?.(desk);
      if (value == null) return;
      const refusal = await line.answer(one.message, { ...value, by, via: 'sandbox' });
      this.tell(key, by, refusal === null ? one.title : `${one.title}: refused, ${refusal}`);
    } catch (error) {
      this.tell(key, by, `${one.title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** The same words about the same question once. */
  private tell(key: string, by: string, what: string): void {
    if (this.told.get(key) === what) return;
    this.told.set(key, what);
    this.options.onAction?.(by, what);
  }
}

const DNS_ADMIN: Partial<Record<MessageName, Act>> = {
  async dnsRecordPublished(desk) {
    const [name, type, value] = ['Name', 'Type', 'Value'].map((label) => copied(desk, label));
    await click('POST', `${desk.info.dns.consoleUrl}/console/records`, { name, type, value });
    return {};
  },
};

const ACTS: Partial<Record<MessageName, Act>> = { ...DNS_ADMIN, ...KIRO_ADMIN, ...OKTA_ADMIN, decisionMade: decide };
const STEPS: Record<string, Act> = { ...KIRO_STEPS, ...OKTA_STEPS };

/** Trouble in the sandbox (`stepDone` of any other step) is for the person who runs it. */
const actFor = ({ message, step }: Waiting): Act | undefined => (message === 'stepDone' ? STEPS[step] : ACTS[message]);

/** Consents where the runbook offers to do it, and accepts the rest. */
function decide(desk: Desk): Promise<Record<string, unknown>> {
  const { one, status } = desk;
  const { step } = one;
  if (step === 'old-seats') return cancelOldSeats(desk);
  // A leaver loses what else a group gave them, and old pushes are to go.
  const isOffered = step === 'old-pushes' || status.runbook === OFFBOARD_TYPE;
  const [decision, reason] = isOffered ? ['repair', 'Go ahead.'] : ['accept', 'Seen in the sandbox.'];
  return Promise.resolve({ step, decision, reason });
}
