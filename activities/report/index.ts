import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import type { ReportActivities } from '../../runbook/outside.js';
import type { Evidence } from '../../runbook/proof.js';

/** Writes reports into `dir`, the worker's reports folder, which is made where it does not exist. */
export function createReportActivities({ dir }: { dir: string }): ReportActivities {
  return {
    async writeReport({ workflowId, markdown, json }) {
      // Fixed when the workflow asked for it: a retry writes the same files again.
      const time = new Date(activityInfo().scheduledTimestampMs).toISOString().replaceAll(/[:.]/g, '');
      const name = `${fileSafe(workflowId)}-${time}`;
      await mkdir(dir, { recursive: true });
      const evidence = [
        ...(await write(resolve(dir, `${name}.md`), markdown, 'Report')),
        ...(await write(resolve(dir, `${name}.json`), json, 'Report (JSON)')),
      ];
      return { evidence, changes: [], warnings: [] };
    },
  };
}

/** The file appears as a whole or not at all. */
async function write(file: string, text: string, label: string): Promise<Evidence[]> {
  const draft = `${file}.${randomUUID()}.part`;
  await writeFile(draft, text, { flag: 'wx' });
  await rename(draft, file);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return [
    { label, value: file, url: null },
    { label: `SHA-256 of ${label.charAt(0).toLowerCase()}${label.slice(1)}`, value: sha256, url: null },
  ];
}

/** `kiro-okta/example.okta.com/example.com` as part of a file's name on any system. */
function fileSafe(workflowId: string): string {
  return workflowId.replaceAll(/[^A-Za-z0-9.-]+/g, '_').slice(0, 150);
}
