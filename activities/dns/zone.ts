import type { CheckContext } from './context.js';
import { isWithin, parentOf } from './names.js';
import { recordsOf, resolve, ResolversUnavailable } from './resolvers.js';
import type { Message } from './transport/message.js';

/**
 * The zone that holds a name, by the walk up to the nearest SOA record; '' is the root. A name with a CNAME has none
 * of its own. Where resolvers fail for a name but not for the one above it, that name is the zone, and a broken one.
 * @throws ResolversUnavailable where they fail all the way up.
 */
export async function findZone(context: CheckContext, name: string): Promise<string> {
  let failing: string | null = null;
  let failure = new ResolversUnavailable(`The resolvers fail (SERVFAIL) for ${name} and for every name above it.`);
  for (let at = name; at !== ''; at = parentOf(at)) {
    const message = await resolve(context, { name: at, type: 'SOA' }).catch((error: unknown) => {
      if (!(error instanceof ResolversUnavailable)) throw error;
      failure = error;
      return null;
    });
    if (message === null) failing = at;
    else if (failing !== null) return failing;
    else {
      const apex = apexIn(message, at);
      if (apex !== null) return apex;
    }
  }
  if (failing !== null) throw failure;
  return '';
}

/** A negative answer names the zone, too: in its authority section (RFC 2308). */
function apexIn({ answers, authorities }: Message, name: string): string | null {
  if (recordsOf(answers, 'CNAME').some((record) => record.name === name)) return null;
  const found = recordsOf([...answers, ...authorities], 'SOA').find((record) => isWithin(name, record.name));
  return found?.name ?? null;
}
