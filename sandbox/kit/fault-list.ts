import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const KINDS = ['status', 'delay', 'hang', 'drop-before', 'drop-after', 'rate-limit', 'lose-fields'] as const;

/** What goes wrong, and with which requests: the body of `POST /sandbox/faults`. */
export const faultForm = z
  .strictObject({
    /** Any method where it is left out. */
    method: z.string().toUpperCase().optional(),
    /** The whole path without the query; `*` stands for any characters. */
    path: z.string().startsWith('/'),
    /** The first request concerned, counted from now. */
    nth: z.int().min(1).default(1),
    /** How many requests in a row are concerned. */
    times: z.int().min(1).default(1),
    kind: z.enum(KINDS),
    status: z.int().min(200).max(599).default(500),
    /** How long `delay` waits, and how far ahead `rate-limit` puts its reset. Milliseconds. */
    delayMs: z.int().min(0).default(1000),
    /** Dotted names in the request body that `lose-fields` loses. */
    fields: z.array(z.string().min(1)).default([]),
  })
  .refine(({ kind, fields }) => kind !== 'lose-fields' || fields.length > 0, {
    path: ['fields'],
    error: 'lose-fields needs the names of the fields',
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

  /** The fault of a request, which counts as met; the one set first where several are. */
  meet(method: string, path: string): Fault | undefined {
    const concerned = this.#faults.filter(
      (entry) => (entry.fault.method ?? method) === method && entry.path.test(path),
    );
    for (const entry of concerned) entry.met += 1;
    return concerned.find(({ fault, met }) => met >= fault.nth && met < fault.nth + fault.times)?.fault;
  }
}
