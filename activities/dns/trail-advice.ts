import type { Hint } from './report.js';
import type { Trail } from './trail.js';

/** What the way to the record's servers shows: no zone, no servers, or a detour by CNAME. */
export function trailHints({ surveys, aliases, end, servers }: Trail, recordName: string): Hint[] {
  const path = [recordName, ...aliases].join(' -> ');
  const last = aliases.at(-1) ?? recordName;
  if (end === 'circle') {
    const problem = `The CNAME records lead in a circle: ${path}.`;
    return [{ code: 'alias-loop', problem, fix: `Delete the CNAME record at ${last}, or let it lead elsewhere.` }];
  }
  if (end === 'nowhere') {
    const problem = `${last} is in no zone that DNS knows: the domain is not registered, or not delegated.`;
    const fix = 'Check the spelling of the domain, and at the registrar that it is registered and has name servers.';
    return [{ code: 'no-such-domain', problem, fix }];
  }
  if (servers.length === 0) {
    const problem = `No name server of ${surveys.at(-1)?.zone} has an address.`;
    return [{ code: 'no-servers', problem, fix: 'Enter working name servers for the domain at the registrar.' }];
  }
  if (aliases.length === 0) return [];
  const problem = `${recordName} is a CNAME, so its TXT records are those of ${last} (${path}).`;
  return [{ code: 'alias', problem, fix: `Publish the value at ${last}, or delete the CNAME record.` }];
}
