import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { request as send } from 'node:http';
import type { Exchange } from './contract.js';

/** Stands between a client and the sandbox, and writes down what goes over the wire. */
export interface Recorder {
  url: string;
  exchanges: Exchange[];
  close(): Promise<void>;
}

export async function startRecorder(target: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const forwarded = send(`${target}${url}`, { method, headers }, (answer) => {
        void text(answer).then((answered) => {
          const status = answer.statusCode ?? 0;
          const path = new URL(url, target).pathname;
          if (path.startsWith('/api/v1/')) {
            exchanges.push({ method, path, request: parsed(body), status, answer: parsed(answered) });
          }
          // Raw, since `Link` has a line for each link.
          outgoing.writeHead(status, answer.rawHeaders);
          outgoing.end(answered);
        });
      });
      forwarded.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, exchanges, close };
}

const parsed = (body: string): unknown => (body === '' ? null : JSON.parse(body));
