import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { createReportActivities } from '../../../activities/report/write-report.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { reportHtml } from '../../../runbook/words/report-html.js';
import { reportOf } from '../../../runbook/words/report.js';
import { newOnboardingState } from '../../../runbook/onboarding/state.js';
import { input } from '../../workflows/fake-world.js';
import { viewOf } from '../../runbook/states.js';
import { tempDir } from '../../support/temp-dir.js';

const report = {
  workflowId: 'kiro-okta/127.0.0.1:4010/example.com',
  report: reportOf(viewOf(newOnboardingState('2026-11-24T08:00:00.000Z'), input)),
};

/** Runs the activity as scheduled at that time. */
async function write(dir: string, scheduledTimestampMs: number): Promise<Proof> {
  const activities = createReportActivities({ dir });
  const environment = new MockActivityEnvironment({ scheduledTimestampMs });
  return environment.run(async () => activities.writeReport(report));
}

it('writes all three files, names them with their hash, and writes the same ones on a retry', async () => {
  const dir = join(await tempDir('report-'), 'reports');
  const time = Date.UTC(2026, 10, 24, 9, 30);
  const proof = await write(dir, time);
  expect(await write(dir, time)).toEqual(proof);

  const name = 'kiro-okta_127.0.0.1_4010_example.com-2026-11-24T093000000Z';
  expect((await readdir(dir)).sort()).toEqual([`${name}.html`, `${name}.json`, `${name}.md`]);
  const html = reportHtml(report.report);
  expect(await readFile(join(dir, `${name}.html`), 'utf8')).toBe(html);
  expect(JSON.parse(await readFile(join(dir, `${name}.json`), 'utf8'))).toEqual(report.report);
  const sha256 = createHash('sha256').update(html).digest('hex');
  expect(proof.evidence.slice(0, 2)).toEqual([
    { label: 'Report', value: join(dir, `${name}.html`), url: null },
    { label: 'SHA-256 of report', value: sha256, url: null },
  ]);
});

it('lets nobody but the worker read them: they name people', async () => {
  const dir = join(await tempDir('report-'), 'state', 'reports');
  await write(dir, 1000);
  const files = (await readdir(dir)).map((name) => join(dir, name));
  const modes = await Promise.all(
    [join(dir, '..'), dir, ...files].map(async (path) => (await stat(path)).mode & 0o777),
  );
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600, 0o600]);
});

it('warns where other accounts can look into a folder that was there before, and keeps its own files private', async () => {
  const dir = await tempDir('report-');
  expect((await write(dir, 1000)).warnings).toEqual([]);
  for (const [mode, what] of [
    [0o755, 'read'],
    [0o750, 'read'],
    [0o777, 'changed'],
  ] as const) {
    await chmod(dir, mode);
    expect((await write(dir, 2000)).warnings).toEqual([
      `The reports folder ${dir} can be ${what} by other accounts (mode 0${mode.toString(8)}): run \`chmod 700 ${dir}\`. Reports name people.`,
    ]);
  }
  for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
});

it('writes others for a later report of the same run', async () => {
  const dir = await tempDir('report-');
  await write(dir, 1000);
  await write(dir, 2000);
  expect(await readdir(dir)).toHaveLength(6);
});
