import { writeFileSync } from 'node:fs';
import { type Field, MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { PeopleLine } from '../../sandbox/people.js';
import { KEY, type Terminal } from './terminal.js';

const QUESTION = /([^\n]+)\nFor (\S+)[^\n]*\n(?:(?!\nFor ).)*?\nAnswer: npm run answer -- (\w+)\n/gs;
const CHOICE = /◆ {2}What is done\?.*○ Leave/s;
/** The keys that take an option of a list. */
const nth = (index: number): string => KEY.down.repeat(index) + KEY.enter;

/**
 * How played people reach a run through the terminal alone: what they know stands on the screen, and they answer with
 * keys. `listFile` is where they save the list of subscriptions.
 */
export function terminalLine(terminal: Terminal, listFile: string): PeopleLine {
  let isOver = false;
  void terminal.ended.then(() => (isOver = true));
  let isUnanswered = false;
  let turn = 0;

  const press = (keys: string): void => {
    terminal.forget();
    terminal.type(keys);
  };
  const typeInto = async (field: string, text: string): Promise<void> => {
    await terminal.until(new RegExp(`◆ {2}${field}`));
    press(text + KEY.enter);
  };

  async function fill(message: MessageName, value: Record<string, unknown>): Promise<void> {
    const text = (name: string): string => (typeof value[name] === 'string' ? value[name] : '');
    if (message === 'subscriptionsListed') {
      writeFileSync(listFile, text('csv'));
      return typeInto('Path of the list', listFile);
    }
    const [sealed, typed] = partition(MESSAGE_INFO[message].fields.filter(({ name }) => name !== 'step'));
    if (sealed.length === 0 && typed.every(({ optional }) => optional)) {
      const hasMore = typed.some(({ name }) => text(name) !== '');
      press(nth(hasMore ? 2 : 1));
      if (!hasMore) return;
    }
    for (const { name } of typed) await typeInto(name, text(name));
    for (const { name } of sealed) await typeInto('SCIM token', text(name));
  }

  return {
    async status() {
      if (isOver) return { outcome: 'over', waitingFor: [] } as unknown as Status;
      if (CHOICE.test(terminal.text)) {
        const open =
          terminal.text
            .split('What is done?')
            .at(-1)
            ?.match(/[●○] (?!Leave)/g)?.length ?? 1;
        press(nth(turn++ % open));
      }
      const asked = questionOn(terminal.text);
      if (asked !== null && isUnanswered) {
        // Not done yet: back to what else is open.
        press(KEY.enter);
      }
      isUnanswered = asked !== null && !isUnanswered;
      return { outcome: 'running', waitingFor: asked === null || !isUnanswered ? [] : [asked] } as unknown as Status;
    },
    // Typed without echo, and sealed by the command.
    seal: async (token) => token,
    async answer(message, value) {
      isUnanswered = false;
      await fill(message as MessageName, value);
      const [, refusal] = await terminal.until(/Taken\.|Refused: ([^\n]+)/);
      terminal.forget();
      return refusal ?? null;
    },
  };
}

const partition = (fields: Field[]): [sealed: Field[], typed: Field[]] => [
  fields.filter(({ sealed }) => sealed),
  fields.filter(({ sealed }) => !sealed),
];

/** What a person reads right above the prompt. */
function questionOn(screen: string): Waiting | null {
  const prompt = screen.lastIndexOf('◆');
  const [block, title, person, message] = [...screen.slice(0, Math.max(prompt, 0)).matchAll(QUESTION)].at(-1) ?? [];
  if (block === undefined) return null;
  const copy = [...block.matchAll(/^ (\S[^:\n]*):\n(.+)$/gm)].map(([, label, value]) => ({ label, value }));
  const step = message === 'stepDone' ? 'pilot-sign-in' : null;
  const where = { place: block, url: null };
  return { title, person, message, step, copy, where, instructions: [block] } as unknown as Waiting;
}
