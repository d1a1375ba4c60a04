import { randomBytes } from 'node:crypto';
import type { Provider } from './dns-providers.js';
import type { Hint } from './dns-report.js';
import { askServer, type CheckContext } from './lookups.js';
import { judgeServer } from './record-path.js';

/** What is looked for where, and how the form calls the right place. */
export interface Place {
  /** Of the record that should be there. */
  name: string;
  zone: string;
  expected: string;
  /** An address of the zone that answers. */
  address: string;
  provider: Provider | null;
}

/** The value at another name of the zone: where forms, habits and misreadings put it. */
export async function elsewhereHints(context: CheckContext, place: Place): Promise<Hint[]> {
  if (await isWildcard(context, place)) {
    return [wrongPlace('wildcard', `*.${place.zone}`, place, 'The value stands at the wildcard')];
  }
  const found = await Promise.all(
    candidates(place).map(async ({ code, name, value }) =>
      (await has(context, place, name, value)) ? [wrongPlace(code, name, place, 'The value stands at')] : [],
    ),
  );
  return found.flat();
}

/** The record is there only because every name below the zone has it. */
export async function wildcardHints(context: CheckContext, place: Place): Promise<Hint[]> {
  if (place.name === place.zone || !(await isWildcard(context, place))) return [];
  const { name, zone } = place;
  return [
    {
      code: 'wildcard',
      problem: `${name} gives the value because the wildcard *.${zone} does.`,
      fix: `Give the record the name ${formName(place)} of its own: another record there would hide it.`,
    },
  ];
}

/** A name nobody has made: what is there is everywhere. */
function isWildcard(context: CheckContext, place: Place): Promise<boolean> {
  return has(context, place, `${randomBytes(8).toString('hex')}.${place.zone}`, place.expected);
}

interface Candidate {
  code: string;
  name: string;
  value: string;
}

function candidates({ name, zone, expected }: Place): Candidate[] {
  const at = expected.indexOf('=');
  const key = expected.slice(0, Math.max(at, 0)).toLowerCase();
  const places: Candidate[] = [
    { code: 'zone-doubled', name: `${name}.${zone}`, value: expected },
    { code: 'name-at-sign', name: `@.${zone}`, value: expected },
    { code: 'at-apex', name: zone, value: expected },
    { code: 'at-www', name: `www.${name}`, value: expected },
    { code: 'at-kiro', name: `_kiro.${name}`, value: expected },
  ];
  if (/^[a-z0-9_-]{1,63}$/.test(key)) {
    places.push({ code: 'key-as-name', name: `${key}.${zone}`, value: expected });
    places.push({ code: 'key-as-name', name: `${key}.${zone}`, value: expected.slice(at + 1) });
  }
  return places.filter((one) => one.name !== name && one.name.length <= 253);
}

async function has(context: CheckContext, { zone, address }: Place, name: string, value: string): Promise<boolean> {
  const reply = await askServer(context, address, { name, type: 'TXT' });
  return judgeServer(reply, name, zone, value).verdict === 'match';
}

function wrongPlace(code: string, found: string, place: Place, beginning: string): Hint {
  const appends = code === 'zone-doubled' ? ' The form appends the domain by itself.' : '';
  return {
    code,
    problem: `${beginning} ${found} instead of ${place.name}.`,
    fix: `Change the record's name in the DNS provider's form to ${formName(place)}.${appends}`,
  };
}

/** What most forms want: the name without the zone, and "@" for the zone itself. */
function formName({ name, zone, provider }: Place): string {
  return name === zone ? (provider?.apex ?? '@ (or leave it empty)') : name.slice(0, -zone.length - 1);
}
