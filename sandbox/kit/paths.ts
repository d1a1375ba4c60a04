import type { Context, Hono } from 'hono';

/** Scheme and authority that the client used: absolute URLs are made from it. */
export function baseUrl(c: Context): string {
  return `http://${c.req.header('host') ?? '127.0.0.1'}`;
}

/** Whether the app has a path, be it with another method. */
export function hasPath({ routes }: Hono, path: string): boolean {
  return routes.some(
    (route) => route.method !== 'ALL' && new RegExp(`^${route.path.replace(/:[^/]+/g, '[^/]+')}$`).test(path),
  );
}
