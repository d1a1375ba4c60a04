import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportLines, stepLine } from '../../../cli/lib/run-lines.js';
import { AUDIENCE_WARNING } from '../../../runbook/onboarding/outlook.js';
import { reportOf } from '../../../runbook/words/report.js';
import type { Status, Waiting } from '../../../runbook/words/status.js';
import { stateAt, viewOf } from '../../runbook/states.js';
import { input } from '../../workflows/fake-world.js';

const START = '2026-03-02T09:00:00.000Z';
const NOW = Date.parse('2026-03-02T11:03:00.000Z');
type Row = Status['steps'][number];

const row: Row = {
  id: 'kiro-profile',
  title: 'Create the Kiro profile',
  state: 'waiting',
  confirmed: null,
  startedAt: START,
  since: START,
  by: null,
  via: null,
  summary: null,
};
const asked = (person: string | null): Waiting => ({ step: row.id, person, role: 'kiroAdmin' }) as unknown as Waiting;
const line = (change: Partial<Row>, waitingFor: Waiting[] = [], width = 80): string =>
  stripVTControlCharacters(stepLine({ ...row, ...change }, { waitingFor }, { width, now: NOW }));

describe('the line of a step', () => {
  it('says how long a person has been waited for', () => {
    expect(line({}, [asked('ana@example.com')])).toBe('… Create the Kiro profile (2 h 3 min, ana@example.com)');
    expect(line({}, [asked(null)])).toBe('… Create the Kiro profile (2 h 3 min, kiroAdmin)');
  });

  it('says how long a finished step took, and what came of it', () => {
    const done = { state: 'done', confirmed: 'attested', since: '2026-03-02T09:00:20.000Z', summary: 'Kiro uses it' };
    expect(line(done as Partial<Row>)).toBe('✓ Create the Kiro profile (attested, 20 s)  Kiro uses it');
  });

  it('says nothing of a time under a second', () => {
    expect(line({ state: 'done', confirmed: 'proven' })).toBe('✓ Create the Kiro profile (proven)');
  });

  it('says nothing of time before a step begins', () => {
    expect(line({ state: 'todo', startedAt: null, since: null })).toBe('· Create the Kiro profile');
  });

  it('fits the terminal, whatever the title and the address', () => {
    const asksFor = asked(`${'a'.repeat(90)}@example.com`);
    for (const width of [40, 60, 80]) {
      const drawn = line({ summary: 'x'.repeat(99) }, [asksFor], width);
      expect(drawn).toHaveLength(width);
      expect(drawn).toMatch(/a…$/);
    }
  });
});

const problem = 'Nobody of "Kiro Team" has arrived, though the push says that it has worked.';
const finding = { severity: 'warning', problem, fix: 'Choose Push now.', url: null };
const files = ['Report', 'SHA-256 of report', 'Report (Markdown)'];

describe('the report at a terminal', () => {
  const state = stateAt([]);
  Object.assign(state.steps['push-groups'], { state: 'done', confirmed: 'attested', findings: [finding] });
  state.steps.report.evidence = files.map((label, index) => ({ label, value: `/reports/${index}`, url: null }));
  const lines = reportLines(reportOf(viewOf({ ...state, outcome: 'done-with-findings' }, input)), 60);
  const text = stripVTControlCharacters(lines.join('\n'));

  it('says what came of the run, what to fix, and where to read all of it', () => {
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
