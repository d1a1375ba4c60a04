import type { CheckContext } from './context.js';
import { isSilent, type Hint, type ResolverReport } from './report.js';
import { askResolver } from './resolvers.js';
import { formatEndpoint, type ResolverEndpoint } from './transport/endpoint.js';
import { judgeResolver } from './verdict.js';

/** What the recursive resolvers give. Only to be asked once there is something to find: they remember a "no". */
export function askResolvers(context: CheckContext, name: string, expected: string | null): Promise<ResolverReport[]> {
  return Promise.all(context.resolvers.map((resolver) => askOne(context, resolver, name, expected)));
}

async function askOne(
  context: CheckContext,
  resolver: ResolverEndpoint,
  name: string,
  expected: string | null,
): Promise<ResolverReport> {
  const question = { name, type: 'TXT' } as const;
  const reply = await askResolver(context, resolver, question, false);
  const { verdict, values, ttl, detail } = judgeResolver(reply, name, expected);
  const unchecked = verdict === 'servfail' ? await askResolver(context, resolver, question, true) : null;
  const dnssecFails = unchecked !== null && judgeResolver(unchecked, name, expected).verdict !== 'servfail';
  const isOld = verdict !== 'match' && ttl !== null;
  const keepsUntil = isOld ? new Date(Date.now() + ttl * 1000).toISOString() : null;
  const { milliseconds } = reply;
  return {
    resolver: formatEndpoint(resolver),
    verdict,
    values,
    ttl,
    detail,
    milliseconds,
    dnssecFails,
    keepsUntil,
  };
}

/** What the resolvers that do not give the value mean, and what to do about it. */
export function resolverHints(resolvers: ResolverReport[]): Hint[] {
  return resolvers.flatMap((one) => hintOf(one));
}

function hintOf(one: ResolverReport): Hint[] {
  const { resolver, verdict, keepsUntil } = one;
  if (verdict === 'match') return [];
  if (one.dnssecFails) {
    const problem = `The resolver ${resolver} rejects the zone: its DNSSEC signatures do not fit.`;
    const fix = 'Have the DS record at the registrar and the signatures at the DNS provider brought in line.';
    return [{ code: 'dnssec', problem, fix }];
  }
  if (isSilent(one) || verdict === 'refused') {
    const problem = `The resolver ${resolver} does not answer.`;
    return [{ code: 'resolver-silent', problem, fix: 'The name servers decide; check the address of the resolver.' }];
  }
  const problem = `The resolver ${resolver} does not give the value yet, although every name server does.`;
  const fix =
    keepsUntil === null
      ? 'Wait; it has an older answer.'
      : `Wait until ${keepsUntil.slice(0, 19)}Z: so long it may keep its older answer.`;
  return [{ code: 'resolver-behind', problem, fix }];
}
