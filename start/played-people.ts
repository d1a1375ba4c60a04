import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { statusOfRun } from '../client/ask-run.js';
import { sealForRun, sendAnswer } from '../client/send-answer.js';
import type { Sandbox } from '../sandbox/start.js';
import type { Closers } from './closers.js';
import type { View } from './view.js';

export interface Played {
  client: Client;
  workflowId: string;
  sandbox: Sandbox;
  stateDir: string;
  view: View;
}

/** Let the sandbox's people do what is asked of them, until the command ends. */
export async function letPeoplePlay(played: Played, closers: Closers): Promise<void> {
  const { openVault, playPeople } = await import('../sandbox/people.js');
  const { client, workflowId, sandbox, stateDir, view } = played;
  const stop = new AbortController();
  const people = playPeople({
    info: sandbox.info,
    vault: openVault(join(stateDir, 'sandbox', 'vault.json')),
    signal: stop.signal,
    onAction: (who, what) => view.say(`         played   ${who}: ${what}`),
    line: {
      status: () => statusOfRun(client, workflowId),
      answer: async (message, value) => {
        const sent = await sendAnswer(client, workflowId, message, value);
        return sent.accepted ? null : sent.why.reason;
      },
      seal: (token, endpoint) => sealForRun(client, { workflowId, endpoint }, token),
    },
  });
  // They must have hung up before the connection is closed: a call that is retried on a closed one ends the process.
  closers.add(() => {
    stop.abort();
    return people;
  });
}
