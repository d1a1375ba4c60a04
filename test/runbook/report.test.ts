import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../runbook/words/report-html.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { AUDIENCE_WARNING } from '../../runbook/onboarding/outlook.js';
import { reportOf } from '../../runbook/words/report.js';
import { resetStep } from '../../runbook/model/state.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { input } from '../workflows/fake-world.js';
import { stateAt, viewOf } from './states.js';

const AT = '2026-05-04T08:00:00.000Z';
const sender = { by: 'cem@example.com', via: 'slack', at: AT };

describe('the report', () => {
  it('shows what it certifies, each line with its time and its proof, and none where it certifies nothing', () => {
    const plain = reportOf(viewOf(stateAt([]), input));
    expect(reportMarkdown(plain)).not.toContain('Certificate');
    const stamps = {
      refreshTokens: { at: AT, confirmed: 'proven' as const, evidence: 'Okta lists none | of them.' },
      seat: { at: null, confirmed: null, evidence: 'Nobody has said so.' },
    };
    const text = reportMarkdown({ ...plain, stamps });
    expect(text).toContain('## Certificate');
    expect(text).toContain('| Refresh tokens | proven | 2026-05-04 08:00:00 UTC |');
    expect(text).toContain('| Seat | not certified |  | Nobody has said so');
    const html = reportHtml({ ...plain, stamps });
    expect(html).toContain('<h2>Certificate</h2>');
    expect(html).toContain('<td>Refresh tokens</td><td>proven</td>');
  });

  it('names each step with its confirmation, what was written and what could not be verified', () => {
    const state = stateAt([]);
    Object.assign(state.steps['oidc-application'], {
      state: 'done',
      confirmed: 'proven',
      summary: 'Client ID kiro-client',
      evidence: [
        { label: 'Application', value: '0oa1', url: 'https://example-admin.okta.com/admin/app/0oa1' },
        { label: 'Request', value: 'req1', url: null },
      ],
      changes: [
        { object: 'OIDC application "Kiro-OIDC"', action: 'create', fields: [] },
        { object: 'group', action: 'reuse', fields: [] },
      ],
      warnings: ['The name differs.', 'The name differs.'],
    });
    const report = reportOf(viewOf(state, input));
    expect(report).toMatchObject({
      domain: 'example.com',
      oktaOrg: 'example.okta.com',
      outcome: 'running',
      oktaWrites: 1,
    });
    expect(report.steps.map((step) => step.id)).toEqual([...ONBOARDING_STEPS.ids]);
    expect(report.warnings).toEqual([AUDIENCE_WARNING, 'The name differs.']);
    const text = reportMarkdown(report);
    expect(text).toContain('# Okta to Kiro: example.com');
    expect(text).toContain('1 object was made or changed in Okta.');
    expect(text).toContain('- Application: [0oa1](https://example-admin.okta.com/admin/app/0oa1)');
    expect(text).toContain('- Request: req1');
    expect(text.split(AUDIENCE_WARNING)).toHaveLength(2);
    expect(reportHtml(report).split(AUDIENCE_WARNING)).toHaveLength(2);
    expect(text).toContain('not finished yet');
    expect(text).toContain('## Not done\n- Check the org, the people and the domain\n');
    expect(text).not.toContain('goes on from there');
    expect(reportMarkdown({ ...report, outcome: 'cancelled' })).toContain('finds it, and goes on from there.');
  });

  it('leaves a word out of what nobody could prove once the name servers show it', () => {
    const state = stateAt([]);
    Object.assign(state.steps['dns-record'], { state: 'done', confirmed: 'attested', by: 'cem@example.com' });
    const said = 'Publish the TXT record: cem@example.com said so; no API of Kiro or Okta tells.';
    expect(reportOf(viewOf(state, input)).unproven).toContain(said);
    Object.assign(state.steps['dns-propagation'], { state: 'done', confirmed: 'proven' });
    expect(reportOf(viewOf(state, input)).unproven).not.toContain(said);
  });

  it('says who answered through what, and keeps a table a table whatever the name', () => {
    const state = stateAt([]);
    Object.assign(state.steps.domain, { state: 'done', confirmed: 'attested', by: 'a|b\nc', via: 'slack', since: AT });
    const row = reportMarkdown(reportOf(viewOf(state, input)))
      .split('\n')
      .find((line) => line.includes('Add the domain in Kiro'))!;
    expect(row).toBe(`| Add the domain in Kiro | done | attested | a&#124;b c (slack) | 2026-05-04 08:00:00 UTC |`);
  });

  it('keeps the text of people and systems on one line each', () => {
    const state = stateAt([]);
    Object.assign(state.steps.domain, {
      state: 'skipped',
      summary: 'first\n## Not a heading',
      findings: [
        { severity: 'warning', problem: 'One.\n# Two', fix: 'Correct it.', url: 'https://example.okta.com/fix' },
      ],
      evidence: [{ label: 'Answer', value: 'a\n# b', url: null }],
    });
    const headings = reportMarkdown(reportOf(viewOf(state, input)))
      .split('\n')
      .filter((line) => /^#+ /.test(line));
    expect(headings).toEqual([
      '# Okta to Kiro: example.com',
      '## Not done',
      '## Steps',
      '## Findings',
      '## What nobody could prove',
      '## Next duties',
      '## Evidence',
      '### Add the domain in Kiro',
      '## How to read this report',
    ]);
  });

  it('shows the earlier rounds of a step that was redone', () => {
    const state = stateAt([]);
    Object.assign(state.steps.domain, { state: 'done', summary: 'example.com is added in Kiro' });
    resetStep(state, 'domain', 'wrong token', sender);
    const report = reportOf(viewOf(state, input));
    expect(report.steps.find((step) => step.id === 'domain')).toMatchObject({
      state: 'todo',
      history: [{ reason: 'wrong token', state: 'done' }],
    });
    expect(reportMarkdown(report)).toContain(
      `- Redone at 2026-05-04 08:00:00 UTC by cem@example.com: wrong token (before: done, example.com is added in Kiro)`,
    );
  });

  it('says which run it is of, with which configuration, and what its words mean', () => {
    const report = reportOf(viewOf(stateAt([]), input));
    expect(report.run).toMatchObject({ workflowId: 'kiro-okta/example.okta.com/example.com', runId: 'run-1' });
    for (const text of [reportMarkdown(report), reportHtml(report)]) {
      expect(text).toContain(`SHA-256 of its settings as the run has them: ${report.run?.configuration}`);
      expect(text).toContain('How to read this report');
      expect(text).toMatch(/attested.*a person said so/);
      expect(text).not.toContain('assigned to the SCIM application');
    }
    // A report that an earlier version wrote has none of it.
    const { run: _run, refusals: _refusals, refusedCount: _count, ...older } = report;
    expect(reportMarkdown(older)).not.toContain('SHA-256');
    expect(reportHtml(older)).not.toContain('Answers that were not taken');
  });

  it('keeps the answers that were not taken, with what they said', () => {
    const refusal = { message: 'domainAdded', reason: 'This is the domain.', value: 'verificationToken example.com' };
    const state = stateAt([], { refusals: [{ ...refusal, ...sender }], refusedCount: 3 });
    const report = reportOf(viewOf(state, input));
    expect(report).toMatchObject({ refusals: [refusal], refusedCount: 3 });
    expect(reportMarkdown(report)).toContain(
      '## Answers that were not taken\n- 2 earlier ones are not kept.\n' +
        '- 2026-05-04 08:00:00 UTC: domainAdded by cem@example.com (slack). This is the domain. It said: verificationToken example.com.\n',
    );
    expect(reportHtml(report)).toContain('This is the domain. It said: verificationToken example.com.');
  });

  it('holds at most 200 findings', () => {
    const state = stateAt([]);
    const finding = { severity: 'warning' as const, problem: 'x', fix: 'y', url: null };
    state.steps['subscription-review'].findings = Array.from({ length: 300 }, () => finding);
    expect(reportOf(viewOf(state, input)).findings).toHaveLength(200);
  });
});
