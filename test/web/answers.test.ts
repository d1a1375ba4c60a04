import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoWorkerError, RunGoneError } from '../../client/ask-run.js';
import { asked } from '../runbook/states.js';
import { FakeRuns, type PageHouse, pageHouse, send } from './page-house.js';

let house: PageHouse;
beforeEach(async () => {
  house = await pageHouse();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  house.remove();
});

const SINCE = '2026-05-04T08:00:00.000Z';
const PROFILE = { step: 'kiro-profile', since: SINCE, message: 'kiroProfileEnabled' };
const RIGHT = { ...PROFILE, issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
interface Said {
  accepted: boolean;
  field: string | null;
  reason: string;
}
const said = async (response: Response): Promise<Said> => (await response.json()) as Said;

describe('An answer', () => {
  it('goes to the run in the name of the person, through the page', async () => {
    const ana = await house.visitor();
    expect(await said(await ana.post(RIGHT))).toEqual({ accepted: true, notes: [] });
    expect(house.runs.sent).toMatchObject([
      {
        workflowId: 'kiro-okta/example.okta.com/example.com',
        message: 'kiroProfileEnabled',
        value: { issuer: RIGHT.issuer, clientId: RIGHT.clientId, by: 'ana@example.com', via: 'page' },
      },
    ]);
  });

  it('that is sent twice has one id, and another one another', async () => {
    const ana = await house.visitor();
    await Promise.all([ana.post(RIGHT), ana.post(RIGHT)]);
    await ana.post({ ...RIGHT, clientId: '0oa2' });
    const [one, two, other] = house.runs.sent.map(({ updateId }) => updateId);
    expect(one).toBe(two);
    expect(other).not.toBe(one);
  });

  it('in a wrong form is refused at its field, and is not sent', async () => {
    const ana = await house.visitor();
    const missing = await ana.post({ ...PROFILE, issuer: 'https://example.okta.com/oauth2/aus1' });
    expect(missing.status).toBe(422);
    expect(await said(missing)).toEqual({ accepted: false, field: 'clientId', reason: '`clientId` is missing.' });
    expect(house.runs.sent).toEqual([]);
  });

  it('that the run refuses comes back with the words of the run, and what was typed stays', async () => {
    house.runs.verdict = () => ({
      accepted: false,
      why: { code: 'invalid', field: 'issuer', reason: 'That is another org.' },
    });
    const ana = await house.visitor();
    const { accepted, field, reason } = await said(await ana.post(RIGHT));
    expect([accepted, field, reason]).toEqual([false, 'issuer', 'That is another org.']);
    const page = await ana.post(RIGHT, { byScript: false });
    expect(page.status).toBe(422);
    const text = await page.text();
    expect(text).toContain('That is another org.');
    expect(text).toContain(`value="${RIGHT.issuer}"`);
  });

  it('to a question of somebody else is refused with the name', async () => {
    const cem = await house.visitor({ person: 'cem@example.com', role: 'dns-admin' });
    expect((await said(await cem.post(RIGHT))).reason).toBe('This is asked of ana@example.com, not of you.');
    expect(house.runs.sent).toEqual([]);
  });

  it('of somebody who has lost the role is refused; of who is asked later it is taken', async () => {
    const [ana, dee] = [await house.visitor(), await house.visitor({ person: 'dee@example.com' })];
    expect((await said(await dee.post(RIGHT))).accepted).toBe(true);
    house.runs.named = {
      ...house.runs.named,
      'kiro-admin': { email: 'eva@example.com', escalateTo: { email: 'x@example.com' } },
    };
    expect((await said(await ana.post(RIGHT))).reason).toContain('is not the kiro-admin of this run any more');
  });

  it('that comes too late says who was quicker', async () => {
    const ana = await house.visitor();
    const { shown } = house.runs;
    shown.waitingFor = [];
    Object.assign(
      shown.steps.find(({ id }) => id === 'kiro-profile')!,
      { state: 'done', by: 'dee@example.com' },
    );
    expect((await said(await ana.post(RIGHT))).reason).toBe(
      'Somebody was quicker: "Create the Kiro profile" is done by dee@example.com. Your answer was not needed.',
    );
    shown.outcome = 'done';
    expect((await said(await ana.post(RIGHT))).reason).toBe('The run is over: done. Nothing is asked any more.');
  });

  it('that the runbook has made needless by its own look says so, and names nobody', async () => {
    const ana = await house.visitor();
    const { shown } = house.runs;
    const seen = (): void => {
      shown.waitingFor = [];
      Object.assign(
        shown.steps.find(({ id }) => id === 'kiro-profile')!,
        { state: 'done', by: null },
      );
    };
    // Between the page's look and the answer, and before both.
    house.runs.verdict = () => {
      seen();
      const reason = 'kiro-profile is over; redoStep on kiro-profile asks again.';
      return { accepted: false, why: { code: 'already-answered', field: null, reason } };
    };
    for (const moment of ['in between', 'before'])
      expect((await said(await ana.post(RIGHT))).reason, moment).toBe(
        'The runbook has seen it by itself: "Create the Kiro profile" is done. Your answer was not needed.',
      );
  });

  it('to an older round of a question is not one to the newer', async () => {
    const ana = await house.visitor();
    expect((await said(await ana.post({ ...RIGHT, since: '2026-05-03T08:00:00.000Z' }))).reason).toContain(
      'asked anew',
    );
  });

  it('with another message than the question offers is refused', async () => {
    const ana = await house.visitor();
    const other = await ana.post({ ...PROFILE, message: 'domainVerified' });
    expect((await said(other)).reason).toContain('not answered in that way');
    const unknown = await ana.post({ ...PROFILE, message: 'deleteEverything' });
    expect(unknown.status).toBe(403);
  });

  it('while the worker is away is not sent, and says so', async () => {
    const ana = await house.visitor();
    house.runs.failure = new NoWorkerError('No worker answered. Start one with `npm run worker`.');
    expect((await said(await ana.post(RIGHT))).reason).toBe(
      'Not sent: No worker answered. Ask the person who runs this to start one, and try it again.',
    );
  });

  it('with a token in plain text is refused, wherever it stands', async () => {
    const scim = await pageHouse(new FakeRuns([asked('scimAccessIssued')]));
    const ana = await scim.visitor();
    const token = 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3dEf6hIj9kLm2nOp5q';
    const question = { step: 'scim-access', since: SINCE, message: 'scimAccessIssued' };
    const endpoint = 'https://scim.us-east-1.amazonaws.com/1a2b/scim/v2';
    const slips: Record<string, string>[] = [{ endpoint, token }, { endpoint, storedAt: token }, { endpoint: token }];
    for (const fields of slips) {
      for (const byScript of [true, false]) {
        const response = await ana.post({ ...question, ...fields }, { byScript });
        expect(response.status).toBe(422);
      }
    }
    const page = await (await ana.post({ ...question, endpoint, token }, { byScript: false })).text();
    expect(page).not.toContain(token);
    expect(scim.runs.sent).toEqual([]);
    scim.remove();
  });

  it('that skips a step, or does one again, takes a reason; only some may do one again', async () => {
    const [ana, ben] = [await house.visitor(), await house.visitor({ person: 'ben@example.com', role: 'okta-admin' })];
    const skip = { step: 'kiro-profile', since: SINCE, message: 'skipStep' };
    expect((await said(await ana.post(skip))).field).toBe('reason');
    expect((await said(await ana.post({ ...skip, reason: 'agreed' }))).accepted).toBe(true);
    const again = { step: 'scopes', since: '', message: 'redoStep', reason: 'changed by hand' };
    expect((await said(await ana.post(again))).reason).toContain('Only the Okta admin');
    expect((await said(await ben.post(again))).accepted).toBe(true);
    expect(house.runs.sent.at(-1)!.value).toMatchObject({ step: 'scopes', reason: 'changed by hand' });
  });

  it('that chooses a namesake has its id, or the new name, never both', async () => {
    const chooser = await pageHouse(new FakeRuns([asked('objectChosen', { role: 'okta-admin' })]));
    const ben = await chooser.visitor({ person: 'ben@example.com', role: 'okta-admin' });
    const { step } = chooser.runs.shown.waitingFor[0]!;
    const question = { step, since: SINCE, message: 'objectChosen' };
    await ben.post({ ...question, choice: 'adopt 0oa9', name: 'Other' });
    await ben.post({ ...question, choice: 'create', name: 'Other' });
    expect(chooser.runs.sent.map(({ value }) => value)).toMatchObject([
      { use: 'adopt', id: '0oa9', step },
      { use: 'create', name: 'Other', step },
    ]);
    expect(chooser.runs.sent[0]!.value).not.toHaveProperty('name');
    chooser.remove();
  });
});

describe('A list', () => {
  const preview = async (body: string | Uint8Array<ArrayBuffer>, form?: string) => {
    const ana = await house.visitor();
    const response = await send(house.app, `${ana.home}/list`, {
      method: 'POST',
      headers: { cookie: ana.cookie, 'x-form': form ?? ana.form },
      body,
    });
    return (await response.json()) as Partial<Said & { csv: string; notes: string[]; problem: string; count: number }>;
  };

  it('is shown as it was understood, whatever encoding the file has', async () => {
    const text = 'User name\tStatus\r\nana@example.com\tActive\r\njürgen@example.com\tCanceled\r\n';
    const wide = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
    const { csv, notes, count } = await preview(wide);
    expect(csv).toContain('jürgen@example.com');
    expect(count).toBe(2);
    expect(notes?.[0]).toMatch(/2/);
  });

  it('that cannot be read says why', async () => {
    expect((await preview('Date,Lines accepted\n2026-01-01,5\n')).problem).toMatch(/./);
    expect((await preview('')).problem).toBe('The list is empty.');
    expect((await preview('x', 'forged')).reason).toContain('another session');
  });
});

describe('The page', () => {
  it('without anybody who answers says so, and what it knew stays', async () => {
    const ana = await house.visitor();
    await ana.get();
    house.runs.failure = new NoWorkerError('No worker answered.');
    await new Promise((resolve) => setTimeout(resolve, 450));
    const text = await (await ana.get()).text();
    expect(text).toContain('No worker is running');
    expect(text).toContain('Create the Kiro profile');
  });

  it('has the newest report and findings, also where nobody has the run open', async () => {
    const ana = await house.visitor();
    const { runs } = house;
    const about = (path: string) => ana.get(path).then((response) => response.text());
    const finding = { severity: 'warning' as const, fix: 'Ask Ana.', url: null, step: 'report' };
    for (const problem of ['The first one.', 'The second one.', 'The third one.']) {
      runs.reportNow = { ...runs.reportNow, findings: [{ ...finding, problem }] };
      runs.shown.warnings = [problem];
      vi.setSystemTime(Date.now() + 1_000);
      expect(await about('/findings')).toContain(problem);
      expect(await about('/report')).toContain(problem);
    }
    // What is new in the report alone, too.
    runs.reportNow = { ...runs.reportNow, findings: [{ ...finding, problem: 'A late one.' }] };
    vi.setSystemTime(Date.now() + 6_000);
    expect(await about('/findings')).toContain('A late one.');
  });

  it('shows what is so after an answer, and not what a look saw that had begun before it', async () => {
    const ana = await house.visitor();
    const { runs } = house;
    const before = structuredClone(runs.shown);
    let release = (): void => undefined;
    const asking = new Promise<void>((resolve) => (release = resolve));
    vi.spyOn(runs, 'status').mockImplementationOnce(() => asking.then(() => before));
    const [older] = [ana.get(), await Promise.resolve()];
    runs.shown.waitingFor = [];
    const taken = ana.get('?taken');
    release();
    expect(await (await older).text()).toContain('One thing to do for you.');
    expect(await (await taken).text()).toContain('Nothing to do for you now.');
  });

  it('does not show a question again, as if it were open, that was answered a moment ago', async () => {
    const ana = await house.visitor();
    const questions = async () => ((await (await ana.get('/parts')).json()) as { questions: object[] }).questions;
    expect(await questions()).toHaveLength(1);
    house.runs.verdict = () => ({ accepted: true, notes: (house.runs.shown.waitingFor = []) });
    expect((await said(await ana.post(RIGHT))).accepted).toBe(true);
    expect(await questions()).toEqual([]);
  });

  it('of a run that is gone says so', async () => {
    const ana = await house.visitor();
    house.runs.failure = new RunGoneError('There is no run x, or it is over and forgotten.');
    const page = await ana.get();
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('There is no run x');
  });

  it('asks the run once for two hundred readers', async () => {
    const ana = await house.visitor();
    await Promise.all(Array.from({ length: 200 }, () => ana.get()));
    expect(house.runs.asked).toBeLessThanOrEqual(5);
  });

  it('of somebody who runs it shows all questions, and others their own alone', async () => {
    const both = await pageHouse(
      new FakeRuns([asked('kiroProfileEnabled'), asked('dnsRecordPublished', { role: 'dns-admin' })]),
    );
    const count = async (role: 'operator' | 'dns-admin', person: string) => {
      const text = await (await (await both.visitor({ role, person })).get()).text();
      return text.split('data-question=').length - 1;
    };
    expect(await count('operator', 'ops')).toBe(2);
    expect(await count('dns-admin', 'cem@example.com')).toBe(1);
    both.remove();
  });
});
