import type { Start } from '../runbook/trust/start-proof.js';
import { loadSigningKey, signed } from '../sealing/signing.js';
import { startMemo } from '../sealing/start-proof.js';
import { stateDir } from '../temporal/folders.js';
import type { Sign } from './send-answer.js';

/**
 * Signs answers with the key of this front end (`via`), for the person whom it has identified: the `by` of the message.
 * @throws Error with a sentence where a key is named that is none, or none can be kept
 */
export async function signerFor(via: string, env: NodeJS.ProcessEnv): Promise<Sign> {
  const key = await loadSigningKey({ env, stateDir: stateDir(env), via });
  return (workflowId, message, value) => {
    const { by } = value as { by?: unknown };
    // Without anybody there is nothing to prove.
    return typeof by === 'string' && by !== '' ? signed(key, { workflowId, message, value, sub: by }) : value;
  };
}

/**
 * Signs the start of a workflow with the key of the terminal, for the person who starts it (`by`), and gives the memo that it
 * is to be started with. @throws Error with a sentence where a key is named that is none, or none can be kept
 */
export async function signStart(
  start: Start & { workflowId: string },
  by: string,
  env: NodeJS.ProcessEnv,
): Promise<ReturnType<typeof startMemo>> {
  const key = await loadSigningKey({ env, stateDir: stateDir(env), via: 'terminal' });
  return startMemo(key, { ...start, sub: by });
}
