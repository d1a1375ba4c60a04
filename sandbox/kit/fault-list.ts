import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const KINDS = [
  'status',
  'status-after',
  'delay',
  'hang',
  'drop-before',
  'drop-after',
  'rate-limit',
  'concurrency-limit',
  'locked',
  'lose-fields',
  'lie',
  'read-lag',
  'search-lag',
] as const;

/** What goes wrong, and with which requests: the body of `POST /sandbox/faults`. */
export const faultForm = z
  .strictObject({
    /** Any method where it is missing. */
    method: z.string().toUpperCase().optional(),
    /** The whole path without the query; `*` stands for any characters. */
    path: z.string().startsWith('/'),
    /** The first request concerned, counted from now. */
    nth: z.int().min(1).default(1),
    /** How many requests in a row are concerned. */
    times: z.int().min(1).default(1),
    kind: z.enum(KINDS),
    status: z.int().min(200).max(599).default(500),
    /** Okta's error code of a `status`, such as E0000005; without it the one that is usual for the status. */
    code: z.string().optional(),
    /**
     * Milliseconds: how long `delay` waits and `locked` holds the lock, how far ahead a limit puts its reset (a second
     * each where it is missing), and how long a lag lasts whatever is read.
     */
    delayMs: z.int().min(0).optional(),
    /** How many requests meet a lag. */
    reads: z.int().min(1).default(1),
    /** Dotted names in the request body that `lose-fields` loses. */
    fields: z.array(z.string().min(1)).default([]),
    /** What a `lie` says instead of the truth, by dotted names in the answer. */
    values: z.record(z.string().min(1), z.json()).default({}),
  })
  .refine(({ kind, fields }) => kind !== 'lose-fields' || fields.length > 0, {
    path: ['fields'],
    error: 'lose-fields needs the names of the fields',
  })
  .refine(({ kind, values }) => kind !== 'lie' || Object.keys(values).length > 0, {
    path: ['values'],
    error: 'a lie needs the values that it tells',
  });

export type Fault = z.output<typeof faultForm>;

/** The faults that are set, and how often each was met. */
export class FaultList {
  #faults: { fault: Fault; path: RegExp; met: number }[] = [];

  /** Set a fault; its id. */
  add(fault: Fault): string {
    const parts = fault.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    this.#faults.push({ fault, path: new RegExp(`^${parts.join('.*')}$`), met: 0 });
    return randomUUID();
  }

  clear(): void {
    this.#faults = [];
  }

  /** The faults of a request, each of which counts as met; the one set first comes first. */
  meet(method: string, path: string): Fault[] {
    const concerned = this.#faults.filter(
      (entry) => (entry.fault.method ?? method) === method && entry.path.test(path),
    );
    for (const entry of concerned) entry.met += 1;
    return concerned
      .filter(({ fault, met }) => met >= fault.nth && met < fault.nth + fault.times)
      .map(({ fault }) => fault);
  }
}
