import { z } from 'zod';
import { createSandboxApp } from '../kit/app.js';
import { serveApp } from '../kit/serve.js';
import { openStore } from '../kit/store.js';
import { answer } from './answer.js';
import { listenDns, type DnsListener } from './listen.js';
import { canonical, newDnsState } from './zones.js';

export interface DnsSandbox {
  /** "host:port" of the two authoritative servers; the same port on two addresses. */
  authoritative: string[];
  /** "host:port" of the recursive server. */
  resolver: string;
  /** Port of all three. */
  port: number;
  consoleUrl: string;
  close(): Promise<void>;
}

const ADDRESSES = ['127.0.0.1', '127.0.0.2'];
const RESOLVER = '127.0.0.3';
const RecordForm = z.object({ name: z.string().min(1), type: z.literal('TXT'), value: z.string() });

/**
 * Two authoritative servers for every domain, of which the second lags, and a recursive one; the console stands for
 * the DNS provider's form. Linux answers on all of 127.0.0.0/8; elsewhere 127.0.0.2 and .3 must be made first.
 */
export async function startDns(options: {
  port: number;
  consolePort: number;
  stateFile: string | null;
  /** How much later the second server gives a new record. Milliseconds. */
  lagMs: number;
}): Promise<DnsSandbox> {
  const store = openStore({ file: options.stateFile, initial: newDnsState });
  const listeners: DnsListener[] = [];
  let port = options.port;
  for (const [place, address] of [...ADDRESSES, RESOLVER].entries()) {
    const recursive = address === RESOLVER;
    const me = { server: recursive ? ADDRESSES.length - 1 : place, recursive, addresses: ADDRESSES };
    const listener = await listenDns(address, port, (query) => answer(query, store.data, me, Date.now()));
    listeners.push(listener);
    port = listener.port;
  }
  const { app } = createSandboxApp();
  app.post('/console/records', async (c) => {
    const form = RecordForm.safeParse(await c.req.json().catch(() => null));
    if (!form.success) return c.json({ error: 'Send {"name", "type": "TXT", "value"}.' }, 400);
    const now = Date.now();
    const visibleAt = ADDRESSES.map((_, server) => now + server * options.lagMs);
    const record = { ...form.data, name: canonical(form.data.name), ttl: 60, visibleAt };
    store.data.records = [...store.data.records.filter((old) => !same(old, record)), record];
    store.data.serial += 1;
    store.save();
    return c.json(form.data, 201);
  });
  app.delete('/console/records', async (c) => {
    const form = RecordForm.safeParse(await c.req.json().catch(() => null));
    if (!form.success) return c.json({ error: 'Send {"name", "type": "TXT", "value"}.' }, 400);
    store.data.records = store.data.records.filter(
      (old) => !same(old, { ...form.data, name: canonical(form.data.name) }),
    );
    store.data.serial += 1;
    store.save();
    return c.body(null, 204);
  });
  app.get('/console/records', (c) =>
    c.json(store.data.records.map(({ name, type, value }) => ({ name, type, value }))),
  );
  const console = await serveApp(app, options.consolePort);
  return {
    authoritative: ADDRESSES.map((address) => `${address}:${port}`),
    resolver: `${RESOLVER}:${port}`,
    port,
    consoleUrl: console.url,
    close: async () => {
      await Promise.all([...listeners.map((listener) => listener.close()), console.close()]);
    },
  };
}

interface Identity {
  name: string;
  type: string;
  value: string;
}

const same = (one: Identity, other: Identity): boolean =>
  one.name === other.name && one.type === other.type && one.value === other.value;
