import { isIP } from 'node:net';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Store } from '../kit/store.js';
import { canonical, type DnsState, RECORD_TYPES, type ZoneRecord } from './zones.js';

const recordForm = z
  .object({ name: z.string().trim().min(1), type: z.enum(RECORD_TYPES), value: z.string().min(1) })
  .refine(({ type, value }) => isIP(value) === (type === 'A' ? 4 : 6) || !/^A/.test(type), {
    path: ['value'],
    error: 'an IP address of the type',
  });
type RecordForm = z.output<typeof recordForm>;

/** The form of a DNS provider. A server gives a new record, and ceases to give a deleted one, by its place later. */
export function consoleRoutes(app: Hono, store: Store<DnsState>, servers: number, lagMs: number): void {
  const state = store.data;
  const moments = (): number[] => Array.from({ length: servers }, (_, server) => Date.now() + server * lagMs);
  const current = (form: RecordForm): ZoneRecord | undefined =>
    state.records.find((record) => record.goneAt === null && same(record, form));

  app.get('/console/records', (c) =>
    c.json(
      state.records
        .filter(({ goneAt }) => goneAt === null)
        .map(({ name, type, value, visibleAt }) => ({ name, type, value, visibleAt: visibleAt.map(iso) })),
    ),
  );

  app.post('/console/records', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    if (current(form) === undefined) {
      state.records.push({ ...form, name: canonical(form.name), visibleAt: moments(), goneAt: null });
      state.serial += 1;
      store.save();
    }
    return c.json(form, 201);
  });

  app.delete('/console/records', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const record = current(form);
    if (record === undefined) return c.json({ error: 'There is no such record.' }, 404);
    record.goneAt = moments();
    state.serial += 1;
    store.save();
    return c.body(null, 204);
  });
}

async function readForm(c: Context): Promise<RecordForm | Response> {
  const form = recordForm.safeParse(await c.req.json().catch(() => null));
  if (form.success) return form.data;
  return c.json({ error: `Send name, type and value. ${z.prettifyError(form.error)}` }, 400);
}

const same = (record: ZoneRecord, form: RecordForm): boolean =>
  record.name === canonical(form.name) && record.type === form.type && record.value === form.value;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
