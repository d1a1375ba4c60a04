import type { CheckContext } from './context.js';
import { recordsOf, resolveOrNull } from './resolvers.js';
import type { DnsRecord, RecordType } from './transport/message.js';

/** IPv4 and IPv6 addresses of a name server; empty where it has none. */
export async function addressesOf(context: CheckContext, server: string): Promise<string[]> {
  const types: RecordType[] = ['A', 'AAAA'];
  const answers = await Promise.all(types.map((type) => resolveOrNull(context, { name: server, type })));
  return answers.flatMap((message) => (message === null ? [] : addressRecords(message.answers)));
}

/** The addresses among some records; with `name` only those of that name. */
export function addressRecords(records: DnsRecord[], name?: string): string[] {
  const found = [...recordsOf(records, 'A'), ...recordsOf(records, 'AAAA')];
  return [...new Set(found.filter((record) => name === undefined || record.name === name).map((one) => one.address))];
}
