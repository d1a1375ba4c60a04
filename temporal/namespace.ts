import type { Connection } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../runbook/names.js';
import { TYPES } from './search-attributes.js';

/** The dev server forgets closed runs after a day; a run's report is wanted for longer. Seconds: ten years. */
const RETENTION_S = 3650 * 24 * 3600;

/** Keep closed runs, and know our search attributes, also in a database that an older version made. */
export async function prepareNamespace(connection: Connection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTES).filter(([name]) => customAttributes[name] === undefined);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, TYPES[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  }
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const kept = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (kept >= RETENTION_S) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: { seconds: int64(RETENTION_S) } },
  });
}

type Int64 = NonNullable<temporal.api.namespace.v1.INamespaceConfig['workflowExecutionRetentionTtl']>['seconds'];
/** protobuf's 64-bit fields take plain numbers in JavaScript; the generated types do not say so. */
const int64 = (value: number): Int64 => value as unknown as Int64;
