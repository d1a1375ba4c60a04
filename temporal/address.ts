/** How to reach an embedded server. */
export const EMBEDDED_NAMESPACE = 'default';
export const addressOf = (server: { port: number }): string => `127.0.0.1:${server.port}`;
export const uiUrlOf = (server: { uiPort: number }): string => `http://127.0.0.1:${server.uiPort}`;
