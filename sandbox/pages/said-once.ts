import { randomUUID } from 'node:crypto';

/** What the next page says after a change. `secret` is shown this one time. */
export interface Said {
  text: string;
  secret?: { label: string; value: string };
  /** More to copy beside the secret. */
  also?: { label: string; value: string }[];
}

/** More than anybody opens at once; the oldest ones are forgotten. */
const MOST = 100;

/** Keeps what the next page says between a form and the page after it (POST, redirect, GET). In memory alone. */
export class SaidOnce {
  readonly #kept = new Map<string, Said>();

  /** Gives the id under which `take` finds it. */
  keep(said: Said): string {
    const id = randomUUID();
    this.#kept.set(id, said);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    return id;
  }

  /** Once: the second time it is null. */
  take(id: string | undefined): Said | null {
    const said = this.#kept.get(id ?? '') ?? null;
    this.#kept.delete(id ?? '');
    return said;
  }
}
