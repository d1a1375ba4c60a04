/** How to reach an embedded server. */
export const EMBEDDED_NAMESPACE = 'default';
/** Where the server listens, as `host:port`. */
export const addressOf = (server: { port: number }): string => `127.0.0.1:${server.port}`;
/** Where its Web UI is. */
export const uiUrlOf = (server: { uiPort: number }): string => `http://127.0.0.1:${server.uiPort}`;
