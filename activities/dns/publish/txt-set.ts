/** The TXT records of one name where they are kept, and how to change them. */
export interface TxtSet {
  /** Zone and keeper, for people: `zone example.com on ns1.example.com:53`. */
  place: string;
  /** Where a person can see them; null where there is no console. */
  url: string | null;
  /** Each record's strings joined. */
  values: string[];
  /** What holds, but should be known. */
  warnings: string[];
  /** Adds a value beside the others. Returns once the keeper has it on all its servers, as far as it tells. */
  add: (value: string) => Promise<void>;
  /** Removes that value alone. */
  remove: (value: string) => Promise<void>;
}

/** Finds the zone of a name, and its TXT records there. Fails as an activity does: `unpublishable` for a person. */
export type OpenTxtSet = (name: string, signal: AbortSignal) => Promise<TxtSet>;

/** Seconds; of a name's first TXT record. Short, so that a slip is soon mended. */
export const TTL = 300;
