import { htmlText as escape } from '../../runbook/escape/html-text.js';

/** What the browser shows when the sign-in comes back. Text of others is escaped. */
export function pageOf(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem">
<h1>${escape(title)}</h1><p>${escape(text)}</p></body></html>`;
}
