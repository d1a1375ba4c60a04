import { recordOf } from '../../runbook/model/state.js';
import { counted } from '../../runbook/words/phrases.js';
import { SkippedToo } from '../engine/failures.js';
import { comparison } from '../outside.js';
import { newAccess, type RotationStepBody } from './rotation-run.js';

/** After a leak: whatever is in Kiro and not in Okta may have been planted. A person decides on what is found. */
export const compare: RotationStepBody = async (run) => {
  const { endpoint, token } = newAccess(run).value;
  if (token === undefined)
    throw new SkippedToo(
      'Without the new token nobody can look into Kiro. Compare Users & Groups in the Kiro console with Okta, or run ' +
        '`npm run verify -- --scim-endpoint URL --scim-token-stdin`.',
    );
  const record = recordOf(run.state, 'compare');
  const { connection: known } = run.state.facts;
  for (;;) {
    const { findings, unseen, ...proof } = await comparison.compareKiro.executeWithOptions(
      { summary: 'Everybody and every group in Kiro against Okta' },
      [{ ...run.task, endpoint, sealedToken: token, ...(known === undefined ? {} : { known }) }],
    );
    const isWhole = unseen.length === 0;
    const confirmed = isWhole ? 'proven' : 'attested';
    const notSeen = isWhole ? '' : `; not looked at: ${unseen.join(', ')}`;
    if (findings.length === 0) {
      const all = isWhole ? 'Everybody and every group in Kiro is from Okta' : 'Nothing that was looked at is wrong';
      return { ...proof, confirmed, summary: `${all}${notSeen}` };
    }
    record.findings = findings;
    const found = `${counted(findings.length, 'finding', 'findings')} in Kiro that Okta does not explain${notSeen}.`;
    await run.ask('compare', 'decisionMade', () => run.state.decisions['compare'] !== undefined, { reason: found });
    const { decision, ...sender } = run.state.decisions['compare']!;
    delete run.state.decisions['compare'];
    if (decision === 'accept') {
      const summary = `Findings accepted: ${sender.reason}${notSeen}`;
      return { ...proof, findings, confirmed, summary, sender };
    }
    record.findings = [];
  }
};
