import type { App, BlockButtonAction } from '@slack/bolt';
import { questionFrom, type Question } from '../runbook/slack/question.js';
import { showBoard } from './board.js';
import { formFor, type Place } from './form.js';
import { enter, send } from './questions.js';
import type { Once } from './once.js';
import type { RunLine } from './run-line.js';

/** Buttons: `send:` answers at once, `form:` opens the message's form. What is refused, only the person sees. */
export function listenForButtons(app: App, line: RunLine, once: Once): void {
  app.action<BlockButtonAction>(/^(send|form):/, async ({ ack, action, body, client, logger, respond }) => {
    await ack();
    const tell = (text: string): Promise<unknown> =>
      respond({ response_type: 'ephemeral', replace_original: false, text });
    const question = questionFrom(action.value);
    if (question === null)
      return void (await tell('This button is of another version of the runbook. See `/kiro-onboarding status`.'));
    const slackUser = body.user.id;
    try {
      if (action.action_id.startsWith('form:')) {
        const entry = await enter(line, question, slackUser);
        if ('refusal' in entry) return void (await tell(entry.refusal));
        const view = formFor(question, entry.waiting, placeOf(body));
        return void (await client.views.open({ trigger_id: body.trigger_id, view }));
      }
      const id = updateIdOf(question, slackUser, action.action_ts);
      const sent = await send(line, once, { question, slackUser, fields: {}, id });
      if (!sent.accepted) return void (await tell(sent.why.reason));
      if (sent.notes.length > 0) await tell(sent.notes.join(' '));
      // The answer is taken: a message that cannot be drawn anew is no reason to say otherwise.
      await showBoard({ line, client, respond, workflowId: question.workflowId, place: placeOf(body) }).catch(
        (error: unknown) => logger.warn(error),
      );
    } catch (error) {
      await tell(error instanceof Error ? error.message : String(error));
      throw error;
    }
  });
}

/** One answer to one question, however often the same person presses; only a look may be wanted again and again. */
function updateIdOf({ step, message, since }: Question, user: string, pressed: string): string {
  return ['slack', user, step, message, message === 'checkNow' ? pressed : since].join('/');
}

function placeOf({ container, channel, message }: BlockButtonAction): Place {
  if (container['is_ephemeral'] === true || channel === undefined || message === undefined) return null;
  return { channel: channel.id, ts: message.ts };
}
