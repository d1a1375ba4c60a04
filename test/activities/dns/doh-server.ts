import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import dns2 from 'dns2';
import { onTestFinished } from 'vitest';
import type { Behaviour } from './name-server.js';

export interface DohServer {
  url: string;
  /** Method and content type of each request. */
  asked: string[];
}

/** A resolver over HTTP on loopback, closed after the test. */
export async function startDoh(behave: Behaviour, respond: typeof answer = answer): Promise<DohServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers['content-type']}`);
    void respond(behave, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`, asked };
}

async function answer(behave: Behaviour, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = behave(dns2.Packet.parse(await buffer(request)), 'tcp');
  response.setHeader('content-type', 'application/dns-message');
  response.end(reply instanceof dns2.Packet ? reply.toBuffer() : reply);
}
