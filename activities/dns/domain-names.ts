import { domainToASCII } from 'node:url';

/** The one form in which names are compared: ASCII, lower case, no dot at the end. */
export function canonicalName(text: string): string {
  const name = text.trim().replace(/\.$/, '').toLowerCase();
  return domainToASCII(name) || name;
}

/** Whether a name is the zone's own or below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** The name without its first label; '' above a top-level domain. */
export function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
