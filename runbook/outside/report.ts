import type { Proof } from '../proof.js';
import type { Report } from '../report.js';

export interface ReportActivities {
  /** Writes it as Markdown, JSON and HTML under the worker's reports folder; gives their paths and SHA-256. */
  writeReport(task: { workflowId: string; report: Report }): Promise<Proof>;
}
