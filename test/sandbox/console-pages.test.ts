import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTestKiro } from './kiro/support.js';
import { startTestOkta } from './okta/support.js';

/** Where docs/sandbox.md has the address of a system. */
const PLACES = { okta: '$OKTA', kiro: '$KIRO' };

async function urlOf(system: keyof typeof PLACES): Promise<string> {
  if (system === 'kiro') return (await startTestKiro()).url;
  const okta = await startTestOkta();
  onTestFinished(() => okta.close());
  return okta.url;
}

/** Each call that the page lists, with what it does. */
async function listed(url: string): Promise<{ method: string; path: string; does: string }[]> {
  const page = await (await fetch(`${url}/console`)).text();
  return [...page.matchAll(/<li><code>(\w+) (\S+)<\/code> ?([^<]*)<\/li>/g)].map(
    ([, method = '', path = '', does = '']) => ({ method, path, does: does.trim() }),
  );
}

describe.each(['okta', 'kiro'] as const)('the console of %s', (system) => {
  it('lists each of its calls, and says what it does', async () => {
    const calls = await listed(await urlOf(system));
    expect(calls.length).toBeGreaterThanOrEqual(10);
    expect(calls.filter(({ does }) => does === '')).toEqual([]);
  });

  it('has each call that changes something in docs/sandbox.md', async () => {
    const docs = readFileSync('docs/sandbox.md', 'utf8');
    const calls = (await listed(await urlOf(system))).filter(({ method }) => method !== 'GET');
    const absent = calls.filter(({ method, path }) => {
      const place = `${PLACES[system]}${path}`.replace(/[$.]/g, '\\$&').replace(/:\w+/g, '[^/\\s"]+');
      return !new RegExp(`curl -X ${method} ${place}(\\s|$)`, 'm').test(docs);
    });
    expect(absent).toEqual([]);
  });
});
