import type { Context } from 'hono';

/** An error of an OAuth endpoint, in the form of RFC 6749 5.2. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly status: 400 | 401 = 400,
  ) {
    super(description);
  }
}

/** Answers what `work` gives, or its OAuthError as JSON. */
export async function oauthJson(c: Context, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return c.json({ error: error.error, error_description: error.description }, error.status);
  }
}

/** The fields of a form body. */
export async function form(c: Context): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}
