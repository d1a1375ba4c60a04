import { activityInfo } from '@temporalio/activity';
import type { ReportActivities } from '../../runbook/outside.js';
import type { Evidence } from '../../runbook/model/proof.js';
import { reportHtml } from '../../runbook/words/report-html.js';
import { reportMarkdown } from '../../runbook/words/report-markdown.js';
import { reportFiles } from './files.js';

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
      for (const [ending, label, text] of forms) {
        const { path, sha256 } = await write(ending, text);
        const sum = `SHA-256 of ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
        evidence.push({ label, value: path, url: null }, { label: sum, value: sha256, url: null });
      }
      return { evidence, changes: [], warnings: [] };
    },
  };
}
