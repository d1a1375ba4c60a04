import type { Role } from '../model/run-input.js';
import type { SenderMark } from '../trust/sender-keys.js';

/** The text cut to that number of characters, with an ellipsis where its end is missing; never half an emoji. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * Who has said something, with the word for whether a proof shows it: `ana@example.com (proven)`. `nobody`: what to say where
 * no name was given.
 */
export function senderText(
  { by, sender = null }: { by: string | null; sender?: SenderMark | undefined },
  nobody = 'somebody',
): string {
  return `${by ?? nobody}${sender === null ? '' : ` (${sender})`}`;
}

/** Roles as people call them. */
export const ROLE_WORDS: Record<Role | 'operator', string> = {
  'kiro-admin': 'Kiro admin',
  'okta-admin': 'Okta admin',
  'dns-admin': 'DNS admin',
  reviewer: 'reviewer',
  operator: 'operator',
};

/** `1 finding`, `3 findings`. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** `2 d 3 h`, `5 min 20 s`: the two largest units that count. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds === 0) return 'under 1 s';
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
