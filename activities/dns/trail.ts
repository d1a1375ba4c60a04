import type { CheckContext } from './context.js';
import type { ServerReport } from './report.js';
import { survey, type Survey } from './survey.js';
import { judgeServer, type Judgement } from './verdict.js';
import { findZone } from './zone.js';

/** The way from the record's name to the servers that hold the record. */
export interface Trail {
  /** Every zone asked on the way; the last one holds the record. */
  surveys: Survey[];
  /** Where CNAME records lead, in order. */
  aliases: string[];
  servers: ServerReport[];
  /** Whether it came to the record's zone, went in a circle, or out of every zone that somebody owns. */
  end: 'zone' | 'circle' | 'nowhere';
}

/** So many CNAME records and delegations are followed. */
const MOST_HOPS = 8;

interface Look {
  name: string;
  expected: string | null;
  isZone: (zone: string) => boolean;
}

/**
 * Asks the servers of the record's zone; where they refer to a zone below, or to another name by CNAME, those of that.
 * A server that does not say so stays in the list with its own verdict.
 * @param from the name at which the search for the zone begins: not the record's own where that can be helped, as the
 *   resolvers would remember that it does not exist yet.
 */
export async function follow(context: CheckContext, from: string, look: Look): Promise<Trail> {
  const trail: Trail = { surveys: [], aliases: [], servers: [], end: 'zone' };
  let name = look.name;
  let zone = await findZone(context, from);
  for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
    if (!look.isZone(zone)) return { ...trail, end: 'nowhere' };
    const found = await survey(context, zone, name);
    trail.surveys.push(found);
    const judged = found.stations.map((station) => {
      const judgement = judgeServer(station.reply, name, zone, look.expected);
      return { ...judgement, report: toReport(context, found, station, judgement) };
    });
    const next = judged.find(({ alias, referral }) => alias !== null || referral !== null);
    const isCircle = next?.alias !== undefined && [look.name, ...trail.aliases].some((one) => one === next.alias);
    const staying = judged.filter(({ alias, referral }) => isCircle || (alias === null && referral === null));
    trail.servers.push(...staying.map(({ report }) => report));
    if (next === undefined) return trail;
    if (isCircle) break;
    if (next.alias !== null) {
      trail.aliases.push(next.alias);
      name = next.alias;
      zone = await findZone(context, name);
    } else zone = next.referral ?? zone;
  }
  return { ...trail, end: 'circle' };
}

function toReport(
  context: CheckContext,
  { zone }: Survey,
  { server, address, serial, reply }: Survey['stations'][number],
  { verdict, values, ttl, detail }: Judgement,
): ServerReport {
  const { milliseconds } = reply;
  return { server, address, port: context.port, zone, serial, verdict, values, ttl, detail, milliseconds };
}
