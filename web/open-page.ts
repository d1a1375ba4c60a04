import { announcePage } from '../client/running-page.js';
import { isLoopback } from '../runbook/model/loopback.js';
import { type PageOptions, type ServedPage, servePage, stateMark } from './serve.js';

/** Where the page is served unless it is said otherwise. */
export const USUAL_PORT = 8090;

/**
 * Serve the page, and write down where for the commands that make links to it, until it is closed. A port of 0 needs a page
 * without a public address. @throws as `servePage`
 */
export async function openPage(options: PageOptions): Promise<ServedPage> {
  const { stateDir, host, port, publicUrl } = options;
  const page = await servePage(options);
  const local = publicUrl === null ? page.url : `http://${isLoopback(host) ? host : '127.0.0.1'}:${port}`;
  const takeAway = await announcePage(stateDir, { url: page.url, local, state: stateMark(stateDir) });
  return {
    url: page.url,
    async close() {
      await takeAway();
      await page.close();
    },
  };
}
