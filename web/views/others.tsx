import { connectionOf, type OtherRun } from '../../client/other-runs.js';
import { isForPeople } from '../../runbook/words/notices.js';
import { Plain } from './layout.js';
import { shown } from './prose.js';
import type { FormFrame } from './question.js';

interface OthersProps extends FormFrame {
  others: OtherRun[];
}

/** What else is going on for this connection, for who runs it; each opens by a button, since that gives a session. */
export function Others({ others, home, formToken }: OthersProps) {
  const back = (
    <p>
      <a href={home}>Back to the run</a>
    </p>
  );
  if (others.length === 0)
    return (
      <Plain heading="No other runs">
        <p>Nothing else is going on for this connection.</p>
        {back}
      </Plain>
    );
  return (
    <>
      <h1>Other runs of this connection</h1>
      {back}
      <ul class="also">
        {others.map(({ workflowId, waitingFor }) => (
          <li>
            <form method="post" action={`${home}/others`}>
              <input type="hidden" name="form" value={formToken} />
              <input type="hidden" name="run" value={workflowId} />
              <strong>{shown(nameOf(workflowId))}</strong> <span class="soft">· {waitsText(waitingFor)}</span>{' '}
              <button class="small" aria-label={`Open ${shown(nameOf(workflowId))}`}>
                Open
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The end of its id, such as `offboard/lena@example.com`; the onboarding has none of its own. */
const nameOf = (workflowId: string): string => workflowId.slice(connectionOf(workflowId).length + 1) || 'onboarding';

function waitsText(waitingFor: OtherRun['waitingFor']): string {
  if (waitingFor === null) return 'It does not answer just now.';
  const asked = waitingFor.filter(({ role }) => isForPeople(role)).length;
  return asked === 0 ? 'Nobody is asked.' : `${asked} ${asked === 1 ? 'question is' : 'questions are'} open.`;
}
