import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PageHouse, pageHouse, send } from './page-house.js';

let house: PageHouse;
beforeEach(async () => {
  house = await pageHouse();
});
afterEach(() => {
  vi.useRealTimers();
  house.remove();
});

const open = (token: string) => send(house.app, `/link/${token}`);

describe('A link that is over', () => {
  it('opens the page where its session goes on, and says so where there is none', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = house.link({ hours: 1 });
    const used = await send(house.app, '/link', { method: 'POST', body: new URLSearchParams({ token }) });
    const cookie = used.headers.get('set-cookie')?.split(';')[0] ?? '';
    vi.setSystemTime(Date.now() + 3_700_000);
    const home = (await open(token)).headers.get('location') ?? '';
    expect((await send(house.app, home, { headers: { cookie } })).status).toBe(200);
    const elsewhere = await send(house.app, home);
    expect(elsewhere.status).toBe(410);
    expect(await elsewhere.text()).toContain('This link has expired');
  });

  it('of who runs it names the command that makes a new one', async () => {
    const expired = house.link({ hours: 1, role: 'operator' }, Date.now() - 3_700_000);
    const page = await (await open(expired)).text();
    expect(page).toContain('npm run invite -- ana@example.com --role operator');
    expect(page).not.toContain('Send me a new link');
  });

  it('since the person had this browser forget them is not offered again', async () => {
    const ana = await house.visitor();
    const left = await ana.post({}, { byScript: false, path: '/leave' });
    const page = await (await send(house.app, left.headers.get('location') ?? '')).text();
    expect(page).toContain('This browser has forgotten you');
    expect(page).not.toContain('Open the link that you got');
  });
});

describe('Links behind a proxy', () => {
  it('are counted for each of its visitors', async () => {
    const proxied = await pageHouse(undefined, 'https://kiro.example.com');
    const statusFor = async (address: string): Promise<number> => {
      const headers = { host: 'kiro.example.com', 'x-forwarded-for': `10.0.0.9, ${address}` };
      return (await send(proxied.app, '/link/x', { headers })).status;
    };
    for (let attempt = 0; attempt < 30; attempt += 1) await statusFor('192.0.2.1');
    expect([await statusFor('192.0.2.1'), await statusFor('192.0.2.2')]).toEqual([429, 404]);
    proxied.remove();
  });
});
