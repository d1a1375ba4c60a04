import type { App, BlockButtonAction, RespondFn } from '@slack/bolt';
import { slackProse } from '../runbook/escape/slack-text.js';
import { meansLookNow } from '../runbook/messages/fields.js';
import { boardOf } from '../runbook/words/slack-board.js';
import { type Question, questionFrom } from '../runbook/words/slack-question.js';
import { formFor } from './answer-form.js';
import { mayAnswer, type Once, send } from './answering.js';
import type { Runs } from '../client/runs.js';
import { errorText } from './slack-errors.js';

/** Buttons: `send:` answers at once, `form:` opens the message's form. What is refused, only the person sees. */
export function listenForButtons(app: App, runs: Runs, once: Once): void {
  app.action<BlockButtonAction>(/^(send|form):/, async ({ ack, action, body, client, respond }) => {
    await ack();
    const tell = (text: string): Promise<unknown> =>
      respond({ response_type: 'ephemeral', replace_original: false, parse: 'none', text: slackProse(text) });
    const question = questionFrom(action.value);
    if (question === null)
      return void (await tell('This button is of another version of the runbook. See /kiro-onboarding status.'));
    const slackUser = body.user.id;
    try {
      if (action.action_id.startsWith('form:')) {
        const permission = await mayAnswer(runs, question, slackUser);
        if ('refusal' in permission) return void (await tell(permission.refusal));
        const view = formFor(question, permission.waiting);
        return void (await client.views.open({ trigger_id: body.trigger_id, view }));
      }
      const id = updateIdOf(question, slackUser, action.action_ts);
      const sent = await send(runs, once, { question, slackUser, fields: {}, id });
      if (!sent.accepted) return void (await tell(sent.why.reason));
      if (sent.notes.length > 0) await tell(sent.notes.join(' '));
      if (body.container['is_ephemeral'] === true) await redraw(runs, question, respond);
    } catch (error) {
      await tell(errorText(error));
      throw error;
    }
  });
}

/** One answer to one question, however often the same person presses, unless it is a look. */
function updateIdOf({ step, message, since }: Question, user: string, pressed: string): string {
  return ['slack', user, step, message, meansLookNow(message) ? pressed : since].join('/');
}

/**
 * What only one person sees, nobody else brings up to date. The message in the channel is the worker's alone to edit: it
 * hears of each answer, and of two who write the slower one would leave an older state there.
 */
async function redraw(runs: Runs, { workflowId }: Question, respond: RespondFn): Promise<void> {
  const board = boardOf(await runs.status(workflowId), runs.link(workflowId));
  await respond({ response_type: 'ephemeral', replace_original: true, ...board });
}
