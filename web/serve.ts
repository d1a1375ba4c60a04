import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Client } from '@temporalio/client';
import type { Transporter } from 'nodemailer';
import { channelSettings } from '../activities/notify/channel.js';
import { openMailServer } from '../activities/notify/mail-server.js';
import { keyCheck } from '../client/known-keys.js';
import { signerFor } from '../client/signer.js';
import { loadSigningKey, readTrustedKeys } from '../sealing/signing.js';
import { loadAssets } from './assets.js';
import { gentleClose } from './gentle-close.js';
import { LiveRuns } from './live.js';
import { pageApp } from './page-app.js';
import { NewLinks } from './new-links.js';
import { pageRunsOf } from './page-runs.js';
import { Sessions } from './sessions.js';

/** What the page is served with. */
export interface PageOptions {
  client: Client;
  /** Temporal's Web UI; null where none is known. */
  uiUrl: string | null;
  env: NodeJS.ProcessEnv;
  stateDir: string;
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Its address behind a TLS proxy (KIRO_WEB_URL), without a slash at the end; null where it is reached directly. */
  publicUrl: string | null;
  /** The worker is part of a command on this machine: its keys are trusted. */
  isEmbedded: boolean;
  /** `sealing.keys` of the configuration. */
  sealingKeys?: readonly string[];
  /** The address of a place that a question names, where it is known here alone: the sandbox's consoles. */
  addressOf?: (place: string) => string | null;
  /** Takes a line a request, without tokens; and what the operator should know. */
  log?: (line: string) => void;
}

export interface ServedPage {
  /** Without a slash at the end; links are made from it. */
  url: string;
  close(): Promise<void>;
}

/** By this a page is known as one of the same state folder. */
export const stateMark = (stateDir: string): string => createHash('sha256').update(stateDir).digest('hex').slice(0, 16);

/**
 * Serve the page (design/page.md): who has a link sees what is asked of them, and answers.
 * @throws Error with `code` EADDRINUSE where the port is taken; Error with a sentence where a key is not right
 */
export async function servePage(options: PageOptions): Promise<ServedPage> {
  const {
    client,
    env,
    stateDir,
    host,
    port,
    publicUrl,
    isEmbedded,
    sealingKeys = [],
    addressOf = () => null,
    log = () => undefined,
  } = options;
  const [key, sign, assets] = await Promise.all([
    loadSigningKey({ env, stateDir, via: 'page' }),
    signerFor('page', env),
    loadAssets(),
  ]);
  const checkKey = keyCheck({ env, named: sealingKeys, tell: log });
  const runs = pageRunsOf({ client, sign, checkKey, addressOf });
  let url = publicUrl ?? '';
  const { mailServer } = channelSettings(env);
  const openMail = (): Transporter => openMailServer(mailServer);
  const newLinks = mailServer === null ? null : new NewLinks({ runs, key, openMail, url: () => url, log });
  const live = new LiveRuns(runs);
  const app = pageApp({
    runs,
    live,
    sessions: new Sessions(key, stateDir),
    // Read anew for each link, so that a key that is added counts at once; and the page's own, for new links.
    trusted: async () => [
      ...(await readTrustedKeys({ env, stateDir, isEmbedded })),
      { key: key.key, via: 'page', people: ['*'] },
    ],
    publicUrl,
    base: publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, ''),
    newLinks,
    assets,
    mark: stateMark(stateDir),
    log,
  });
  const listener = getRequestListener(app.fetch);
  const listening = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const closeServer = gentleClose(listening);
  listening.listen(port, host);
  await once(listening, 'listening');
  const bound = listening.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  url ||= `http://${name}:${bound.port}`;
  const close = async (): Promise<void> => {
    await live.showEnds();
    await closeServer();
  };
  return { url, close };
}
