import type { Connection } from '@temporalio/client';
import protocol, { type temporal } from '@temporalio/proto';
import { type AttributeName, SEARCH_ATTRIBUTES } from '../runbook/model/names.js';
import type { ConnectionSettings } from './cluster-settings.js';

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

const { IndexedValueType } = protocol.temporal.api.enums.v1;
/** Temporal's numbers for the types of ours. */
export const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
} as const;

/** The two clients' connections both have it. */
type WithOperator = { operatorService: Connection['operatorService'] };

/**
 * Our search attributes that a namespace does not have, or has with another type. Null where the server does not say:
 * not every key may ask, and Temporal Cloud need not answer.
 */
export async function missingAttributes(connection: WithOperator, namespace: string): Promise<AttributeName[] | null> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const names = Object.keys(SEARCH_ATTRIBUTES) as AttributeName[];
    return names.filter((name) => customAttributes[name] !== TYPES[SEARCH_ATTRIBUTES[name]]);
  } catch {
    return null;
  }
}

/** For people: what is missing, what follows from it, and the command that adds it. */
export function missingSentence(missing: AttributeName[], settings: ConnectionSettings): string {
  const { namespace, address } = settings;
  const named = missing.map((name) => `${name} (${SEARCH_ATTRIBUTES[name]})`).join(', ');
  return (
    `Namespace "${namespace}" does not have the search attributes ${named}. Runs work without them, but lists of runs ` +
    `cannot be filtered by them. To add them for runs that start later: ${cure(missing, namespace, address)}`
  );
}

/** Temporal Cloud does not take the command of a cluster of one's own. */
function cure(missing: AttributeName[], namespace: string, address: string): string {
  if (/\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/i.test(address)) {
    const pairs = missing.map((name) => `--sa "${name}=${SEARCH_ATTRIBUTES[name]}"`).join(' ');
    return `tcld namespace search-attributes add --namespace ${namespace} ${pairs} (or the Search Attributes of the namespace in the Cloud UI)`;
  }
  const pairs = missing.map((name) => `--name ${name} --type ${SEARCH_ATTRIBUTES[name]}`).join(' ');
  return `temporal operator search-attribute create --namespace ${namespace} ${pairs}`;
}
