/** Why a value that is there is not the one that is wanted, in words; null where it is another record altogether. */
export function nearMiss(value: string, expected: string): string | null {
  if (value === expected) return null;
  if (unquoted(value) === expected) return 'The value has quotation marks in it: enter it without them.';
  if (value.trim() === expected || value.replace(/\s+/g, '') === expected)
    return 'The value has spaces or a line break in it: enter it without them.';
  if (value.toLowerCase() === expected.toLowerCase())
    return 'The value has another case: enter it exactly as Kiro shows it.';
  const [key, bare] = expected.split('=', 2);
  if (bare !== undefined && value === bare) return `The beginning "${key}=" is missing: enter the whole value.`;
  if (value === `${key}=${expected}`) return `The beginning "${key}=" is there twice: enter the value once.`;
  if (value.includes(expected))
    return 'The value stands together with something else in one record: give it a record of its own.';
  if (key !== undefined && bare !== undefined && value.startsWith(`${key}=`))
    return 'It is the token of another profile or an earlier try: enter the newest one that Kiro shows.';
  return null;
}

const unquoted = (value: string): string => value.replace(/^["'“”]+|["'“”]+$/g, '');

/** Places where the record is found when the provider appended the zone, or the name was guessed. */
export const misplacedNames = (recordName: string, zone: string): string[] =>
  [`${recordName}.${zone}`, `www.${recordName}`, `_kiro.${recordName}`, `_kiro-verification.${recordName}`].filter(
    (name) => name !== recordName,
  );
