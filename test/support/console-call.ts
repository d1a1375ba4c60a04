/** Calls of one system over HTTP, as a console or an admin's script makes them. Fails on anything but a 2xx. */
export type Call = <T = { id: string }>(method: string, path: string, body?: unknown) => Promise<T>;

/** JSON as what it says, any other text as it is; null where the answer is empty. */
export function caller(base: string, headers: Record<string, string>): Call {
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${base}${path}`, { method, headers, ...content });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    if (text === '') return null as T;
    return (/json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text) as T;
  };
}
