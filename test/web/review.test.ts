import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NoWorkerError } from '../../client/ask-run.js';
import type { ReviewedPerson } from '../../runbook/review-access/decision-files.js';
import { statusOf } from '../../runbook/words/status.js';
import { reviewing } from './every-question.js';
import { type PageHouse, pageHouse, type Visitor } from './page-house.js';

const AT = '2026-05-04T08:00:00.000Z';
const RITA = 'rita@example.com';

let house: PageHouse;
let rita: Visitor;
beforeEach(async () => {
  house = await pageHouse();
  house.runs.shown = statusOf(reviewing(7));
  house.runs.reviewedNow = [person('lena'), person('omar', 'keep', RITA), person('yara', 'remove', 'ben@example.com')];
  house.runs.named = { ...house.runs.named, reviewers: [{ email: RITA }] };
  rita = await house.visitor({ person: RITA, role: 'reviewer' });
});
afterEach(() => house.remove());

/** Somebody who has access, and what is said on them; a draft unless it is final. */
function person(name: string, decision?: 'keep' | 'remove', by = RITA, isDraft = true): ReviewedPerson {
  const said = decision === undefined ? null : { decision, isDraft, note: null, by, via: 'page', at: AT };
  return { user: `${name}@example.com`, access: 'pushed group', said };
}

/** The form as the page has it: hidden fields and what is chosen beforehand. */
async function formOf(visitor: Visitor): Promise<Record<string, string>> {
  const page = await (await visitor.get('/review')).text();
  return Object.fromEntries(
    [...page.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
      const [, name] = /name="((?:user|was|decision)-\d+|since)"/.exec(input) ?? [];
      if (name === undefined || (input.includes('type="radio"') && !input.includes('checked'))) return [];
      return [[name, /value="([^"]*)"/.exec(input)?.[1] ?? ''] as const];
    }),
  );
}
const rowsSent = (): unknown[] => house.runs.sent.map(({ value }) => value['rows']);
const send = (form: Record<string, string>) => rita.post(form, { byScript: false, path: '/review' });

describe('The review of access', () => {
  it('has nothing chosen beforehand that somebody else has only drafted', async () => {
    const form = await formOf(rita);
    expect([form['decision-0'], form['decision-1'], form['decision-2']]).toEqual([undefined, 'keep', undefined]);
    await send({ ...form, send: 'final' });
    expect(rowsSent()).toEqual([[{ user: 'omar@example.com', decision: 'keep' }]]);
  });

  it('sends no decision again that stands', async () => {
    house.runs.reviewedNow = [person('lena'), person('omar', 'remove', 'ben@example.com', false)];
    const form = await formOf(rita);
    expect(form['decision-1']).toBe('remove');
    await send({ ...form, 'decision-0': 'keep', send: 'final' });
    expect(rowsSent()).toEqual([[{ user: 'lena@example.com', decision: 'keep' }]]);
    const again = await send({ ...form, send: 'draft' });
    expect([again.status, house.runs.sent.length]).toEqual([422, 1]);
    expect(await again.text()).toContain('decided so already');
  });

  it('overwrites nothing that somebody else has said since', async () => {
    const form = { ...(await formOf(rita)), 'decision-0': 'keep', 'note-0': 'still here', send: 'final' };
    house.runs.reviewedNow = [person('lena', 'remove', 'ben@example.com', false), person('omar', 'keep', RITA)];
    const page = await send(form);
    expect([page.status, house.runs.sent]).toEqual([422, []]);
    expect(await page.text()).toContain('somebody else has decided meanwhile on lena@example.com.');
    // What is shown now is their word.
    expect((await formOf(rita))['decision-0']).toBe('remove');
  });

  it('decides nothing by a form from before a redo', async () => {
    const form = { ...(await formOf(rita)), send: 'final', since: '2026-05-03T08:00:00.000Z' };
    expect(await (await send(form)).text()).toContain('asked anew');
    expect(house.runs.sent).toEqual([]);
  });

  it('keeps what was chosen when it could not be sent', async () => {
    const form = await formOf(rita);
    house.runs.verdict = () => {
      throw new NoWorkerError('No worker answered.');
    };
    const page = await (await send({ ...form, 'decision-0': 'remove', 'note-0': 'has left', send: 'final' })).text();
    expect(page).toContain('No worker answered.');
    expect(page).toMatch(/name="decision-0" value="remove" checked/);
    expect(page).toContain('value="has left"');
  });

  it('says whose drafts become final in whose name', async () => {
    expect(await (await rita.get('/review')).text()).toContain(
      'Send all 2 drafts for good, those of others in your name',
    );
    house.runs.reviewedNow = [person('omar', 'keep', RITA)];
    expect(await (await rita.get('/review')).text()).toMatch(/Send all 1 drafts? for good\s*</);
  });
});
