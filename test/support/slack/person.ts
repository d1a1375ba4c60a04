import type { KnownBlock } from '@slack/types';
import { fieldsInSlack, labelOf, questionFrom } from '../../../runbook/words/slack-question.js';
import type { Status, Waiting } from '../../../runbook/words/status.js';
import type { PeopleLine } from '../../../sandbox/people.js';
import type { Hands } from './hands.js';
import type { Message, World } from './world.js';

/**
 * How played people reach a run through Slack alone: what they know is in the run's message, and they answer with
 * its buttons and forms. `users` are their Slack ids by e-mail address.
 */
export function slackLine(world: World, hands: Hands, users: Record<string, string>): PeopleLine {
  const board = (): Message | undefined => world.messages.find((one) => one.threadTs === null && one.seenBy === null);
  return {
    status: async () => statusFrom(board()?.blocks ?? []),
    // No secret goes through Slack, so there is nothing to seal.
    seal: async () => '',
    async answer(message, value) {
      const shown = await world.until(() => board());
      const question = statusFrom(shown.blocks).waitingFor.find((one) => one.message === message);
      const user = users[String(value['by'])];
      if (question === undefined || user === undefined) return 'not asked in Slack';
      const fields = fieldsInSlack(question.message);
      if (fields.length === 0) {
        await hands.press(user, shown, 'Done', question.title);
        return null;
      }
      const before = world.views.length;
      await hands.press(user, shown, 'Answer…', question.title);
      const form = await world.until(() => world.views[before]);
      const filled = fields.flatMap(({ name }) =>
        typeof value[name] === 'string' ? [[labelOf(name), value[name]] as const] : [],
      );
      await hands.submit(form, Object.fromEntries(filled));
      return form.isOpen ? Object.values(form.errors).join(' ') || null : null;
    },
  };
}

/** What a person reads in the run's message. */
function statusFrom(blocks: KnownBlock[]): Status {
  const texts = blocks.map((block) => (block.type === 'section' ? (block.text?.text ?? '') : ''));
  const outcome = /The run is over: \*([\w-]+)\*/.exec(texts.join('\n'))?.[1] ?? 'running';
  const starts = blocks.flatMap((block, index) => (block.type === 'divider' ? [index + 1] : []));
  const questions = starts.map((start, index) => questionIn(blocks.slice(start, starts[index + 1])));
  return { outcome, waitingFor: questions.filter((one) => one !== null) } as unknown as Status;
}

function questionIn(blocks: KnownBlock[]): Waiting | null {
  const texts = blocks.flatMap((block) => (block.type === 'section' ? [block.text?.text ?? ''] : []));
  const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  const [first] = buttons.flatMap((one) => (one.type === 'button' ? [questionFrom(one.value)] : []));
  const title = /^\*(.+)\*/.exec(texts[0] ?? '')?.[1];
  if (first == null || title === undefined) return null;
  const copy = texts.flatMap((text) => {
    const [, label, value] = /^(.+): ```(.*)```$/s.exec(text) ?? [];
    return label === undefined || value === undefined ? [] : [{ label, value: plain(value) }];
  });
  const person = /\nFor (\S+@\S+) \(/.exec(texts[0] ?? '')?.[1] ?? null;
  const where = { place: title, url: null };
  return { ...first, title, copy, person, where, instructions: texts.map(plain) } as unknown as Waiting;
}

const plain = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
