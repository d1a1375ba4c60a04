import { describe, expect, it } from 'vitest';
import { errorsAt, formFor, noticeInstead } from '../../chatops/answer-form.js';
import { MESSAGE_NAMES } from '../../runbook/messages/schemas.js';
import { statusOf } from '../../runbook/words/status.js';
import { asked, stateAt, viewOf } from '../runbook/states.js';
import { checkView } from '../support/slack/rules.js';
import { input } from '../workflows/fake-world.js';

/** Text that is longer than anything in Slack may be, and full of what Slack takes for its own. */
const LONG = 'because & <!channel> 👩‍💻 '.repeat(400);
const WORKFLOW_ID = `kiro-okta/${'a'.repeat(60)}.okta.com:8443/${'b'.repeat(240)}.com`;

describe('a form in Slack', () => {
  it.each(MESSAGE_NAMES)('is one that Slack takes, however long its texts are: %s', (message) => {
    const [waiting] = statusOf(viewOf(stateAt([asked('domainAdded')]), input, WORKFLOW_ID)).waitingFor;
    const question = { workflowId: WORKFLOW_ID, step: 'domain', message, since: '2026-11-24T09:00:00.000Z' } as const;
    const view = formFor(question, { ...waiting!, message, title: LONG, why: LONG });
    checkView(view);
    expect(JSON.stringify(view.blocks)).not.toContain('<!channel>');
    checkView(noticeInstead(LONG));
    for (const error of Object.values(errorsAt(message, null, LONG))) expect(error.length).toBeLessThanOrEqual(3_000);
  });
});
