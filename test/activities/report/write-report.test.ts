import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { createReportActivities } from '../../../activities/report/index.js';
import type { Proof } from '../../../runbook/proof.js';

const report = { workflowId: 'kiro-okta/127.0.0.1:4010/example.com', markdown: '# Report\n', json: '{"a":1}\n' };

/** Runs the activity as scheduled at that time. */
async function write(dir: string, scheduledTimestampMs: number): Promise<Proof> {
  const activities = createReportActivities({ dir });
  const environment = new MockActivityEnvironment({ scheduledTimestampMs });
  return environment.run(async () => activities.writeReport(report));
}

it('writes both files, names them with their hash, and writes the same ones on a retry', async () => {
  const dir = join(await mkdtemp(join(tmpdir(), 'report-')), 'reports');
  const time = Date.UTC(2026, 10, 24, 9, 30);
  const proof = await write(dir, time);
  expect(await write(dir, time)).toEqual(proof);

  const name = 'kiro-okta_127.0.0.1_4010_example.com-2026-11-24T093000000Z';
  expect((await readdir(dir)).sort()).toEqual([`${name}.json`, `${name}.md`]);
  expect(await readFile(join(dir, `${name}.md`), 'utf8')).toBe(report.markdown);
  const sha256 = createHash('sha256').update(report.markdown).digest('hex');
  expect(proof.evidence.slice(0, 2)).toEqual([
    { label: 'Report', value: join(dir, `${name}.md`), url: null },
    { label: 'SHA-256 of report', value: sha256, url: null },
  ]);
});

it('writes another pair for a later report of the same run', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'report-'));
  await write(dir, 1000);
  await write(dir, 2000);
  expect(await readdir(dir)).toHaveLength(4);
});
