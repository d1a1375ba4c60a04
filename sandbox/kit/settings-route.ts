import type { Hono } from 'hono';
import { z } from 'zod';

/** `GET` and `POST /sandbox/settings`: switch a running system; what the body leaves out stays. */
export function settingsRoute<Shape extends z.ZodRawShape>(
  app: Hono,
  settings: object,
  form: z.ZodObject<Shape, z.core.$strict>,
): void {
  const shown = (): object =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => Object.hasOwn(form.shape, name)));
  app.get('/sandbox/settings', (c) => c.json(shown()));
  app.post('/sandbox/settings', async (c) => {
    const asked = form.partial().safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return c.json({ error: z.prettifyError(asked.error) }, 400);
    Object.assign(settings, asked.data);
    return c.json(shown());
  });
}
