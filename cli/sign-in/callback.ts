import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { htmlText as escape } from '../../runbook/escape/html-text.js';
import { REDIRECT_PORTS } from '../../runbook/onboarding/guide.js';
import { CommandError } from '../lib/output-and-exit.js';
import { refusal, SignInFailed } from './oauth.js';
import { urlOf } from '../../runbook/model/url-of.js';

const PATH = '/oauth/callback';
/** What a request's path is below. */
const BASE = 'http://localhost';

/** Waits on one of the registered ports for Okta's redirect. */
export interface Callback {
  redirectUri: string;
  /** The authorization code. Fails with `SignInFailed` when Okta refuses or nobody comes in time. */
  code: Promise<string>;
  close(): Promise<void>;
}

/**
 * Listens on the first free registered port, on both addresses that a browser may take for `localhost`. Only a
 * redirect with our `state` counts: any other call of the port changes nothing.
 * @throws CommandError where every port is taken.
 */
export async function listenForCallback(state: string, timeoutMs: number): Promise<Callback> {
  let taken: (code: string) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const code = new Promise<string>((resolve, reject) => ([taken, failed] = [resolve, reject]));
  code.catch(() => undefined);
  const { servers, port } = await listenOnFree((request, response) => {
    const came = readCallback(request, state);
    if (came === null) answer(response, 404, 'Not found', 'Nothing of the sign-in test is here.');
    else if (came instanceof Error) answer(response, 400, 'The sign-in did not work', came.message, () => failed(came));
    else
      answer(response, 200, 'Signed in', 'You can close this window and go back to the terminal.', () => taken(came));
  });
  const minutes = Math.ceil(timeoutMs / 60_000);
  const timer = setTimeout(() => {
    failed(
      new SignInFailed(
        `Nobody came back from Okta within ${minutes} min. If Okta showed an error page, the client id is wrong or ` +
          'the application lacks the redirect URI.',
      ),
    );
  }, timeoutMs);
  return {
    redirectUri: `http://localhost:${port}${PATH}`,
    code,
    async close() {
      clearTimeout(timer);
      await Promise.all(servers.map(closed));
    },
  };
}

/** The code, Okta's refusal, or null where the request is not the answer to ours. */
function readCallback(request: IncomingMessage, state: string): string | Error | null {
  const asked = request.url ?? '/';
  // Any page and program on this machine may call the port with anything, and `//` alone is no address.
  const url = urlOf(asked, BASE);
  if (url === null) return null;
  if (request.method !== 'GET' || url.pathname !== PATH || url.searchParams.get('state') !== state) return null;
  const error = url.searchParams.get('error');
  if (error !== null) return refusal('Okta refused the sign-in', error, url.searchParams.get('error_description'));
  return url.searchParams.get('code');
}

/** `sent` is called once the page has left: the server is closed right after it. */
function answer(
  response: ServerResponse,
  status: number,
  title: string,
  text: string,
  sent: () => void = () => undefined,
): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(pageOf(title, text), sent);
}

async function listenOnFree(listener: RequestListener): Promise<{ servers: Server[]; port: number }> {
  for (const port of REDIRECT_PORTS) {
    const first = await listen(listener, port, '127.0.0.1');
    if (typeof first === 'string') continue;
    const second = await listen(listener, port, '::1');
    if (typeof second !== 'string') return { servers: [first, second], port };
    // A machine without IPv6 is fine; somebody else on the port there would get what is meant for us.
    if (second !== 'EADDRINUSE') return { servers: [first], port };
    await closed(first);
  }
  throw new CommandError(
    `None of the registered ports is free on this machine (${REDIRECT_PORTS.join(', ')}): close what listens on one ` +
      'of them, such as Kiro itself, and run the command again.',
  );
}

/** The server, or the code of the error. */
function listen(listener: RequestListener, port: number, host: string): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer(listener);
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
    server.listen(port, host, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What the browser shows when the sign-in comes back. Text of others is escaped. */
function pageOf(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem">
<h1>${escape(title)}</h1><p>${escape(text)}</p></body></html>`;
}
