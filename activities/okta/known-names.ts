export interface Group {
  id: string;
  name: string;
  type: string;
}

/** How long a group's id is believed. Milliseconds. */
const TRUST_MS = 300_000;

/**
 * Groups found by name a moment ago, so that the steps of a run do not search for the same ones again and again: with
 * hundreds of groups that alone would use up the org's rate limit. Only what was found is kept, never an absence.
 */
export class KnownNames {
  private readonly groups = new Map<string, { found: Group[]; until: number }>();

  get(name: string, now: number): Group[] | null {
    const known = this.groups.get(name);
    return known !== undefined && known.until > now ? known.found : null;
  }

  set(name: string, found: Group[], now: number): void {
    this.groups.set(name, { found, until: now + TRUST_MS });
  }

  /** Something that was known is not there: believe nothing. */
  clear(): void {
    this.groups.clear();
  }
}
