import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { boardOf } from '../runbook/slack/board.js';
import type { Place } from './form.js';
import type { RunLine } from './run-line.js';

/** Bring a run's message up to date where somebody has just answered: in the channel, or what only they see. */
export async function showBoard(options: {
  line: RunLine;
  client: WebClient;
  workflowId: string;
  place: Place;
  respond?: RespondFn;
}): Promise<void> {
  const { line, client, workflowId, place, respond } = options;
  const board = boardOf(await line.status(workflowId), line.link(workflowId));
  if (place !== null) await client.chat.update({ ...place, ...board });
  else await respond?.({ response_type: 'ephemeral', replace_original: true, ...board });
}
