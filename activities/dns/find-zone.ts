import type { CheckContext } from './context.js';
import { isWithin, parentOf } from './names.js';
import { recordsOf, resolve, ResolversUnavailable } from './resolve.js';
import { RCODE } from './transport/message.js';

/**
 * The zone that holds a name: the walk up to the nearest SOA record. A name with a CNAME has none of its own. Where
 * resolvers fail for a name but not for the one above it, that name is the zone, and a broken one.
 * @throws ResolversUnavailable also where resolvers fail all the way up.
 */
export async function findZone(context: CheckContext, name: string): Promise<string> {
  let failing: string | null = null;
  for (let at = name; at !== ''; at = parentOf(at)) {
    const message = await resolve(context, { name: at, type: 'SOA' });
    if (message === null) {
      failing = at;
      continue;
    }
    if (failing !== null) return failing;
    const isAlias = recordsOf(message.answers, 'CNAME').some((record) => record.name === at);
    if (isAlias) continue;
    const apex = [...recordsOf(message.answers, 'SOA'), ...recordsOf(message.authorities, 'SOA')].find((record) =>
      isWithin(at, record.name),
    );
    if (apex !== undefined && apex.name !== '') return apex.name;
    if (message.rcode === RCODE.NXDOMAIN && apex?.name === '') return '';
  }
  if (failing === null) return '';
  throw new ResolversUnavailable(`The resolvers fail (SERVFAIL) for ${name} and for every name above it.`);
}
