import type { OpenToken } from '../secrets/secret-activities.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { connectProvisioning, type ConnectTask, type Switches } from './provisioning-connection.js';
import type { Session } from './session.js';

/**
 * Puts a new token of the same endpoint into Okta, as far as the API serves (`connectProvisioning`). Where Okta's people are at
 * another endpoint, a new token cannot help: the profile was made anew.
 */
export async function putNewToken(
  session: Session,
  task: ConnectTask,
  openToken: OpenToken | undefined,
): Promise<Switches> {
  const found = await connectProvisioning(session, { ...task, exchanged: true, tokenStep: 'new-token' }, openToken);
  if (found.reaches !== 'another') return found;
  const problem = `Okta does not write to ${task.endpoint}: nobody whom it has pushed is there under the id that it keeps.`;
  const fix =
    'A new token cannot help, since the Kiro profile was made anew. Cancel this run and run `npm run reprovision`. ' +
    'If Okta shows another Base URL by mistake (tab Provisioning, Integration), correct it and answer with stepDone.';
  throw needsPersonFor([blocking(problem, fix)]);
}
