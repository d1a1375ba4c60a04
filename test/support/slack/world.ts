import type { KnownBlock, ModalView } from '@slack/types';

/** What Slack knows: one workspace, its people, one channel, what was posted and opened there. */
export const TEAM = { id: 'T0KIRO', domain: 'example' };
export const BOT = { user: 'U0KIROBOT', bot: 'B0KIROBOT', app: 'A0KIRO', name: 'kiro-onboarding' };
export const CHANNEL = { id: 'C0ONBOARD', name: 'kiro-onboarding' };

/** A message of the channel, or one that only `seenBy` sees. */
export interface Message {
  ts: string;
  channel: string;
  text: string;
  blocks: KnownBlock[];
  threadTs: string | null;
  seenBy: string | null;
  edits: number;
}

/** A form that somebody has open. */
export interface OpenView {
  id: string;
  user: string;
  view: ModalView;
  hash: string;
  isOpen: boolean;
  errors: Record<string, string>;
}

/** One call of the Web API, for tests that look at what was sent. */
export interface Call {
  method: string;
  args: Record<string, unknown>;
}

/** Slack's answer `ok: false`. */
export class SlackFault extends Error {
  constructor(
    readonly code: string,
    readonly messages: string[] = [],
  ) {
    super(code);
  }
}

export class World {
  readonly messages: Message[] = [];
  readonly pins: string[] = [];
  readonly views: OpenView[] = [];
  readonly calls: Call[] = [];
  /** Methods whose next calls answer 429 with this Retry-After, in seconds; one entry a call. */
  readonly limited: { method: string; retryAfter: number }[] = [];
  /** What it takes of blocks in one message, in characters. */
  maxBlocksText = 12_000;
  /** Every call answers 503 while it is true. */
  isDown = false;
  /** Member ids of other workspaces. */
  readonly strangers = new Set<string>();
  private readonly triggers = new Map<string, { user: string; until: number }>();
  private readonly responses = new Map<string, { user: string; message: Message | null; left: number }>();
  private readonly watchers = new Set<() => void>();
  private count = 0;

  /** Like Slack's: seconds and a counter, unique in a channel. */
  newTs(): string {
    this.count += 1;
    return `${Math.floor(Date.now() / 1000)}.${String(this.count).padStart(6, '0')}`;
  }

  /** Good for one form within three seconds. */
  newTrigger(user: string): string {
    const id = `${this.newTs()}.trigger`;
    this.triggers.set(id, { user, until: Date.now() + 3_000 });
    return id;
  }

  useTrigger(id: unknown): string {
    const trigger = this.triggers.get(String(id));
    this.triggers.delete(String(id));
    if (trigger === undefined) throw new SlackFault('invalid_trigger_id');
    if (trigger.until < Date.now()) throw new SlackFault('expired_trigger_id');
    return trigger.user;
  }

  /** Five answers within half an hour; `message` is what `replace_original` replaces. */
  newResponse(user: string, message: Message | null): string {
    const id = this.newTs().replace('.', '');
    this.responses.set(id, { user, message, left: 5 });
    return id;
  }

  useResponse(id: string): { user: string; message: Message | null } {
    const response = this.responses.get(id);
    if (response === undefined || response.left === 0) throw new SlackFault('used_url');
    response.left -= 1;
    return response;
  }

  /** Tell who waits that something has changed. */
  changed(): void {
    for (const look of [...this.watchers]) look();
  }

  /** Resolves with what `look` finds as soon as it finds something. */
  async until<T>(look: () => T | undefined | null | false, withinMs = 15_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.watchers.delete(check);
      };
      const check = (): void => {
        const found = look();
        if (found === undefined || found === null || found === false) return;
        end();
        resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        const seen = this.messages.map(({ text, seenBy }) => `${seenBy ?? 'all'}: ${text.slice(0, 150)}`);
        reject(new Error(`Slack did not see it within ${withinMs} ms. Messages:\n${seen.join('\n')}`));
      }, withinMs);
      this.watchers.add(check);
      check();
    });
  }
}
