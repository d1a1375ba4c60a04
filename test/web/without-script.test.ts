import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PageHouse, pageHouse } from './page-house.js';

let house: PageHouse;
beforeEach(async () => {
  house = await pageHouse();
});
afterEach(() => house.remove());

const RIGHT = {
  ...{ step: 'kiro-profile', since: '2026-05-04T08:00:00.000Z', message: 'kiroProfileEnabled' },
  ...{ issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' },
};

describe('A form that is sent without a script', () => {
  it('goes to the run, and the page says so', async () => {
    const ana = await house.visitor();
    const answer = await ana.post(RIGHT, { byScript: false });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(/^\/run\/[^?]+\?taken$/);
    expect(await (await ana.get('?taken')).text()).toContain('<p class="notice good">Taken. Thank you.</p>');
  });

  it('is answered with what was noticed about it', async () => {
    house.runs.verdict = () => ({ accepted: true, notes: ['The space at the end was not used.'] });
    const answer = await (await house.visitor()).post(RIGHT, { byScript: false });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Taken. Thank you. The space at the end was not used.');
  });

  it('is not shown as taken where it is of another session', async () => {
    const ana = await house.visitor();
    const answer = await ana.post({ ...RIGHT, form: 'another' }, { byScript: false });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(/<p class="notice bad">This form is of another session, so nothing was sent/);
    expect(house.runs.sent).toEqual([]);
  });
});
