const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR_MS = 366 * 86_400_000;

/** `24h`, `4h`, `3d`, `30s`, `90m` in milliseconds; null for anything else, and for more than a year. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d+) ?([smhd])$/.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const milliseconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  return milliseconds <= YEAR_MS ? milliseconds : null;
}
