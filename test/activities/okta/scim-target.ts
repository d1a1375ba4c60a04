import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from '../../support/after-test.js';

/** A SCIM side that takes whatever Okta pushes, but refuses the logins and groups named here. */
export async function startScimTarget(refused: readonly string[] = []): Promise<{ baseUrl: string; token: string }> {
  let made = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const refuse = request.method === 'POST' && refused.some((name) => body.includes(`"${name}"`));
      const answer = request.method === 'GET' ? { Resources: [] } : { id: `target-${++made}` };
      response.writeHead(refuse ? 400 : request.method === 'POST' ? 201 : 200, {
        'Content-Type': 'application/scim+json',
      });
      response.end(JSON.stringify(refuse ? { detail: 'refused by the test' } : answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterTest(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/v2`, token: 'target-token' };
}
