import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportLines } from '../../../cli/lib/report-lines.js';
import { AUDIENCE_WARNING } from '../../../runbook/onboarding/outlook.js';
import { reportOf } from '../../../runbook/words/report.js';
import { stateAt } from '../../runbook/states.js';
import { input } from '../../workflows/fake-world.js';

const problem = 'Nobody of "Kiro Team" has arrived, though the push says that it has worked.';
const finding = { severity: 'warning', problem, fix: 'Choose Push now.', url: null };
const files = ['Report', 'SHA-256 of report', 'Report (Markdown)'];

describe('the report at a terminal', () => {
  const state = stateAt([]);
  Object.assign(state.steps['push-groups'], { state: 'done', confirmed: 'attested', findings: [finding] });
  state.steps.report.evidence = files.map((label, index) => ({ label, value: `/reports/${index}`, url: null }));
  const lines = reportLines(reportOf({ ...state, outcome: 'done-with-findings' }, input), 60);
  const text = stripVTControlCharacters(lines.join('\n'));

  it('says what came of the run, what is to be mended, and where the whole of it stands', () => {
    expect(text).toMatch(/^Okta to Kiro, example\.com: done-with-findings\n/);
    const said = text.replace(/\s+/g, ' ');
    expect(said).toContain(`Findings - Push the groups: ${problem} Choose Push now.`);
    expect(said).toContain(AUDIENCE_WARNING);
    expect(said).toContain('Next duties - ');
    expect(said).toMatch(/each step - \/reports\/0 - \/reports\/2 - npm run report$/);
  });

  it('breaks its lines between words', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});
