import type { App } from '../org-objects.js';
import { ScimFailure } from './client.js';

const PHRASES: Record<number, string> = {
  0: 'No answer',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** The failure as Okta's Tasks page and System Log word it. */
export function explain(app: App, attempted: string, error: unknown): string {
  if (!(error instanceof ScimFailure)) throw error;
  const phrase = PHRASES[error.status] ?? `HTTP ${error.status}`;
  const remote = `Errors reported by remote server: ${error.detail}`;
  return `Automatic provisioning of ${attempted} to app ${app.label} failed: ${phrase}. ${remote}`;
}
