import { checked } from '../runbook/model/field-forms.js';

/** A duration with its unit, in milliseconds. */
export const duration = checked<number>((given) => {
  const milliseconds = parseDuration(given);
  const fix = 'Write a whole number and s, m, h or d, such as 24h, 4h, 3d, 30s or 90m; at most 366d.';
  return milliseconds === null ? { message: `"${given}" is not a duration.`, fix } : { value: milliseconds };
}).meta({ pattern: '^[0-9]+ ?[smhd]$' });

/** A duration of at least a second. */
export const positiveDuration = duration.refine((milliseconds) => milliseconds > 0, {
  message: 'The duration is zero.',
  params: { fix: 'Write a longer one, such as 4h.' },
});

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR_MS = 366 * 86_400_000;

/** `24h`, `4h`, `3d`, `30s`, `90m` in milliseconds; null for anything else, and for more than a year. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d+) ?([smhd])$/.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return milliseconds <= YEAR_MS ? milliseconds : null;
}
