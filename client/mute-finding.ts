import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { LastAudit } from '../runbook/connection/last-audit.js';
import type { MutedFinding } from '../runbook/connection/record.js';
import { explained, PATIENCE_MS } from './ask-run.js';
import { refusalIn, type Sign } from './send-answer.js';

/** What became of it: `refused` is what is wrong with what was said, `failed` why the record could not be told. */
export type MuteResult = { isKnown: boolean } | { refused: string } | { failed: string };

/** Tells the record of a connection that a finding is not to be reported again until then; ISO 8601. */
export async function muteFinding(
  client: Client,
  connectionId: string,
  muted: MutedFinding,
  sign: Sign = (_run, _message, plain) => plain,
): Promise<MuteResult> {
  const record = client.workflow.getHandle(connectionId);
  const { by, ...rest } = muted;
  const value = sign(connectionId, 'findingMuted', by === null ? rest : { ...rest, by });
  try {
    return await client.withDeadline(Date.now() + PATIENCE_MS, async () => {
      await record.executeUpdate('findingMuted', { args: [value] });
      const { last } = await record.query<{ last: LastAudit | null }>('auditGround');
      return { isKnown: last === null || last.beyond > 0 || last.wrong.some(({ id }) => id === muted.finding) };
    });
  } catch (error) {
    const why = refusalIn(error);
    if (why?.code === 'invalid') return { refused: why.reason };
    if (why !== null) return { failed: why.reason };
    if (error instanceof WorkflowNotFoundError)
      return { failed: 'The connection has no record yet: run `npm run start-onboarding`, or `npm run adopt`.' };
    return { failed: (await explained(error, client, connectionId)).message };
  }
}
