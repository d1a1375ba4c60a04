import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { fileNamePart } from '../../runbook/escape/plain-text.js';
import type { Evidence } from '../../runbook/model/proof.js';
import { folderExposure } from '../../runbook/secrets/file-modes.js';
import type { ReportActivities } from '../../runbook/outside.js';
import { reportHtml } from '../../runbook/words/report-html.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';

/** Writes reports into `dir`, the worker's reports folder, which is made where it does not exist. */
export function createReportActivities({ dir }: { dir: string }): ReportActivities {
  return {
    async writeReport({ workflowId, report }) {
      const write = reportFiles(dir, workflowId, activityInfo().scheduledTimestampMs);
      const forms: [ending: string, label: string, text: string][] = [
        ['.html', 'Report', reportHtml(report)],
        ['.md', 'Report (Markdown)', reportMarkdown(report)],
        ['.json', 'Report (JSON)', `${JSON.stringify(report, null, 2)}\n`],
      ];
      const evidence: Evidence[] = [];
      const sums: Record<string, string> = {};
      for (const [ending, label, text] of forms) {
        const { path, sha256 } = await write(ending, text);
        sums[ending] = sha256;
        const sum = `SHA-256 of ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
        evidence.push({ label, value: path, url: null }, { label: sum, value: sha256, url: null });
      }
      const open = await openReportsFolder(dir);
      return { evidence, changes: [], warnings: open === null ? [] : [open], sha256: sums['.json']! };
    },
  };
}

/** A sentence with the cure where other accounts can look into the reports folder; null where it is private, or not there. */
export async function openReportsFolder(dir: string): Promise<string | null> {
  const modes = await stat(dir).catch(() => null);
  const why = modes === null ? null : folderExposure(modes, dir, process.getuid?.());
  return why === null ? null : `The reports folder ${dir} ${why}. Reports name people.`;
}

export interface WrittenFile {
  path: string;
  sha256: string;
}

/**
 * Writes the files of one run into the worker's reports folder, and makes the folder if it is missing. They name people, so
 * only the worker's user may read them. `at` is when the workflow asked for them (milliseconds since the epoch): a retry
 * writes the same files again.
 */
export function reportFiles(dir: string, workflowId: string, at: number) {
  const time = new Date(at).toISOString().replaceAll(/[:.]/g, '');
  return async (ending: string, text: string): Promise<WrittenFile> => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const joint = ending.startsWith('.') ? '' : '-';
    const path = resolve(dir, `${fileNamePart(workflowId)}-${time}${joint}${ending}`);
    await write(path, text);
    return { path, sha256: createHash('sha256').update(text).digest('hex') };
  };
}

/** The file appears as a whole or not at all. */
async function write(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.part`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  await rename(draft, path);
}
