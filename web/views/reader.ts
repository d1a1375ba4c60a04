import type { MessageName } from '../../runbook/messages/schemas.js';
import { buttonOf } from '../../runbook/words/page-words.js';
import type { Waiting } from '../../runbook/words/status.js';
import type { Reader } from '../../runbook/words/without-commands.js';
import type { Session } from '../sessions.js';
import { mayRedo } from '../take-answer.js';

/** What a question offers to send. */
type Offered = Pick<Waiting, 'step' | 'message' | 'also' | 'skipping'>;

/** How sentences are said to this person: of one question, where it is about that. */
export const readerOn = ({ role }: Pick<Session, 'role'>, one: Offered | null = null): Reader => ({
  isOperator: role === 'operator',
  place: 'this page',
  sends(message) {
    const canRedo = message === 'redoStep' && mayRedo({ role });
    const canSkip = message === 'skipStep' && one !== null && one.skipping !== '';
    const isOffered = one !== null && [one, ...(one.also ?? [])].some((way) => way.message === message);
    return canRedo || canSkip || isOffered ? `“${buttonOf(message as MessageName, one?.step)}”` : null;
  },
});
