import { GUIDE_URL } from '../model/names.js';
import { isLoopback } from '../model/loopback.js';
import { adminConsole } from '../model/okta-console.js';
import { isUrl } from '../model/url-of.js';

/** Whether an address in a sentence is one of ours, and may be a link; all others are shown as text. */
export type IsOwnLink = (url: string) => boolean;

/**
 * Ours are the guide, and pages of the Okta org and its Admin Console, whose host comes from the configuration.
 * `oktaOrg` is the org's host, with its port where it has one.
 */
export function ownLinksOf(oktaOrg: string): IsOwnLink {
  const org = `${isLoopback(oktaOrg.replace(/:\d+$/, '')) ? 'http' : 'https'}://${oktaOrg}`;
  const origins = isUrl(org) ? [org, adminConsole(org)].map((url) => new URL(url).origin) : [];
  return (url) => {
    if (url === GUIDE_URL) return true;
    // Letters that no form takes for markup, and no query: a link only opens a page.
    // What looks like an address may be none: `https://a:b`.
    if (!/^https?:\/\/[\w.:-]+(\/[\w.~%/#-]*)?$/.test(url) || !isUrl(url)) return false;
    return origins.includes(new URL(url).origin);
  };
}

/** A part of a sentence of ours: plain words, a command (or one of its flags) in backticks, or an address. */
export type Part = { kind: 'words' | 'command' | 'link' | 'address'; text: string };

/** Everything that some reader would make a link of. */
const ADDRESS =
  /(?<address>(?:[a-z][a-z0-9+.-]{0,30}:\/\/|mailto:|xmpp:|(?<![a-z0-9])www\.)[^\s`<>|\u0000-\u001f\u007f-\u009f]*)/gi;
/** Or one of our commands, or a flag of one, in backticks. */
const COMMAND_OR_ADDRESS = new RegExp(
  `\`(?<command>(?:npm|temporal) [^\`\\n]{1,500}|--[a-z][a-z-]{1,40}(?: [A-Z]{2,20})?)\`|${ADDRESS.source}`,
  'gi',
);

/**
 * Cuts a sentence into its parts; every character of the text is in one of them, but for the backticks of a command.
 * Text that comes from outside as a whole has no commands of ours.
 */
export function partsOf(text: string, isOwn: IsOwnLink, hasCommands = true): Part[] {
  const parts: Part[] = [];
  let end = 0;
  const words = (until: number): void => {
    if (until > end) parts.push({ kind: 'words', text: text.slice(end, until) });
  };
  for (const match of text.matchAll(hasCommands ? COMMAND_OR_ADDRESS : ADDRESS)) {
    words(match.index);
    const { command, address = '' } = match.groups ?? {};
    end = match.index + match[0].length;
    if (command !== undefined) parts.push({ kind: 'command', text: command });
    else {
      const bare = withoutPunctuation(address);
      end -= address.length - bare.length;
      parts.push({ kind: isOwn(bare) ? 'link' : 'address', text: bare });
    }
  }
  words(text.length);
  return parts;
}

/**
 * The full stop or bracket behind an address belongs to the sentence. From the end on, for a regular expression would
 * try each of a million dots.
 */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (end > 0 && '.,;:!?)"\']'.includes(address[end - 1]!)) end -= 1;
  return address.slice(0, end);
}

/** No address is ours: for text that comes from outside as a whole. */
export const noneIsOwn: IsOwnLink = () => false;
