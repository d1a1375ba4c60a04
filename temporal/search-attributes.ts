import type { Connection } from '@temporalio/client';
import protocol from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../runbook/names.js';
import { DEFAULT_ADDRESS, type ConnectionSettings } from './cluster-settings.js';

/** Name of one of our search attributes. */
export type AttributeName = keyof typeof SEARCH_ATTRIBUTES;

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
  const { namespace, connectionOptions } = settings;
  const named = missing.map((name) => `${name} (${SEARCH_ATTRIBUTES[name]})`).join(', ');
  return (
    `Namespace "${namespace}" does not have the search attributes ${named}. Runs work without them, but lists of runs ` +
    `cannot be filtered by them. To add them for runs that start later: ${cure(missing, namespace, connectionOptions.address)}`
  );
}

/** Temporal Cloud does not take the command of a cluster of one's own. */
function cure(missing: AttributeName[], namespace: string, address = DEFAULT_ADDRESS): string {
  if (/\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/i.test(address)) {
    const pairs = missing.map((name) => `--sa "${name}=${SEARCH_ATTRIBUTES[name]}"`).join(' ');
    return `tcld namespace search-attributes add --namespace ${namespace} ${pairs} (or the Search Attributes of the namespace in the Cloud UI)`;
  }
  const pairs = missing.map((name) => `--name ${name} --type ${SEARCH_ATTRIBUTES[name]}`).join(' ');
  return `temporal operator search-attribute create --namespace ${namespace} ${pairs}`;
}
