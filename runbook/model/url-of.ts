/**
 * The address that a text is, also in relation to `base`; null where it is none. `URL.canParse` is not used: in Node 20 it
 * refuses each address with a letter such as ü, once it has been called a few thousand times.
 */
export function urlOf(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}

/** Whether a text is an address: `urlOf` gives one. */
export const isUrl = (text: string, base?: string): boolean => urlOf(text, base) !== null;
