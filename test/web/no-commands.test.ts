import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NoWorkerError } from '../../client/ask-run.js';
import { noticeMail } from '../../runbook/words/notice-mail.js';
import { reportOf } from '../../runbook/words/report.js';
import { statusOf } from '../../runbook/words/status.js';
import { withoutCommands } from '../../runbook/words/without-commands.js';
import type { LinkRole } from '../../sealing/link.js';
import { EVERY_QUESTION, everybody, findingOf, onboarding } from './every-question.js';
import { FakeRuns, type PageHouse, pageHouse, send } from './page-house.js';

let house: PageHouse;
let runs: FakeRuns;
beforeEach(async () => {
  runs = new FakeRuns();
  house = await pageHouse(runs);
});
afterEach(() => house.remove());

const ROLES: LinkRole[] = ['kiro-admin', 'okta-admin', 'operator'];
const COMMAND = 'Run `npm run verify -- --subscriptions FILE`, or (npm run status); `npm run x` shows it.';

/** All that a page says, also what is closed or hidden, in every role. */
async function pagesOf(paths = ['']): Promise<string> {
  const pages = ROLES.flatMap((role) =>
    paths.map(async (path) => {
      // Each test moment is a new one: what was seen before counts for half a second.
      const visitor = await house.visitor({ role, person: `${role}@example.com` });
      return (await visitor.get(path)).text();
    }),
  );
  return (await Promise.all(pages)).join('\n');
}

describe('Somebody with only a browser is shown no command', () => {
  it.each(Object.entries(EVERY_QUESTION))('by a question: %s', async (_, make) => {
    const view = make();
    runs.shown = statusOf(view);
    runs.reportNow = reportOf(view);
    const text = await pagesOf(['', '/report']);
    expect(text).toContain('data-question');
    expect(/[^.>]*npm run[^<]*/.exec(text)?.[0]).toBeUndefined();
  });

  it('by any sentence of a run, wherever it stands', async () => {
    const view = onboarding([
      ['oidc-application', 'objectChosen', { reason: COMMAND }],
      ['kiro-profile', 'kiroProfileEnabled', { reason: COMMAND }],
    ]);
    const status = statusOf(view);
    const report = reportOf(view);
    runs.shown = {
      ...status,
      warnings: [COMMAND],
      refusals: [{ message: 'domainAdded', reason: COMMAND, by: 'x', via: 'y', at: status.startedAt } as never],
      steps: status.steps.map((step) => ({ ...step, summary: COMMAND })),
      waitingFor: status.waitingFor.map((one) => ({
        ...one,
        ...{ title: COMMAND, why: COMMAND, instructions: [COMMAND], verified: COMMAND, next: COMMAND },
        ...{ skipping: COMMAND, newestLook: [COMMAND], also: [{ message: 'stepDone' as const, label: 'Done…' }] },
        candidates: one.candidates.map((found) => ({ ...found, barrier: COMMAND })),
      })),
    };
    runs.reportNow = {
      ...report,
      findings: [{ ...findingOf(1), problem: COMMAND, fix: COMMAND, step: 'report' }],
      ...{ warnings: [COMMAND], unproven: [COMMAND], duties: [COMMAND] },
      steps: report.steps.map((step) => ({
        ...step,
        summary: COMMAND,
        evidence: [{ label: 'l', value: COMMAND, url: null }],
      })),
    };
    const text = await pagesOf(['', '/findings', '/report']);
    expect(text).toContain(
      'Ask the person who runs this for a look at the whole connection with the list that you saved',
    );
    expect(text).toContain('Run “verify” at your terminal');
    expect(/[^.>]*npm run[^<]*/.exec(text)?.[0]).toBeUndefined();
  });

  it('by what became of an answer, and by the pages of links, reviews and silence', async () => {
    const ana = await house.visitor();
    const answer = { step: 'kiro-profile', since: runs.shown.waitingFor[0]!.since, message: 'kiroProfileEnabled' };
    const fields = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
    const post = (byScript: boolean) => ana.post({ ...answer, ...fields }, { byScript }).then((got) => got.text());
    const texts: string[] = [];
    runs.verdict = () => ({ accepted: false, why: { code: 'invalid', field: null, reason: COMMAND } });
    texts.push(await post(true), await post(false));
    runs.verdict = () => ({ accepted: true, notes: [COMMAND] });
    texts.push(await post(true));
    runs.reviewedNow = everybody(3);
    texts.push(await (await ana.get('/review')).text());
    const used = house.link();
    await send(house.app, '/link', { method: 'POST', body: new URLSearchParams({ token: used }) });
    const expired = house.link({ hours: 1 }, Date.now() - 3_700_000);
    for (const path of ['/', `/link/${expired}`, `/link/${house.link()}`, '/link/x', `${ana.home}?link=${used}`])
      texts.push(await (await send(house.app, path)).text());
    runs.notify = { ...runs.notify, email: null };
    const again = { method: 'POST', body: new URLSearchParams({ token: expired }) };
    texts.push(await (await send(house.app, '/link/again', again)).text());
    runs.failure = new NoWorkerError('No worker answered. Start one with `npm run worker`.');
    for (const path of ['/report', '/findings', '/review']) texts.push(await (await ana.get(path)).text());
    texts.push(await post(true));
    expect(texts.filter((text) => /npm run/.test(text))).toEqual([]);
    expect(texts.join('\n')).toContain(
      'Ask the person who runs this for a look at the whole connection with the list that you saved',
    );
  });

  it.each(Object.entries(EVERY_QUESTION))('by a mail, with a link or without: %s', (_, make) => {
    const status = statusOf(make());
    const events = status.waitingFor.map(
      (one) => ({ kind: 'asked', step: one.step, message: one.message, text: one.title }) as never,
    );
    const url = 'https://kiro.example.com/link/x';
    for (const links of [[], [{ role: 'kiro-admin' as const, url, until: status.startedAt }]]) {
      const notice = { status, events } as never;
      const draft = { notice, events, link: null, page: null, links, operator: null, isOperator: false };
      const { text, html } = noticeMail(draft);
      expect(text).toContain('How it is checked');
      expect(/[^.>]*npm run[^<]*/.exec(`${text}${html}`)?.[0]).toBeUndefined();
    }
  });
});

describe('A sentence without commands', () => {
  const say = (text: string, isOperator = false): string =>
    withoutCommands(text, {
      isOperator,
      place: 'this page',
      sends: (name) => (name === 'redoStep' ? '“Again”' : null),
    });

  it.each([
    ['See `npm run status`.', 'See this page.'],
    ["Ask it (`npm run status -- --workflow-id 'a'`).", 'Ask it (see its own page).'],
    [
      'It fails. `npm run verify` says why.',
      'It fails. A look at the whole connection (ask the person who runs this) says why.',
    ],
    [
      'Run `npm run rotate-token -- --compromised`: now.',
      'Ask the person who runs this for a rotation of the token after a leak: now.',
    ],
    [
      'None is known (npm run adopt).',
      'None is known (ask the person who runs this for the adoption of what was made by hand).',
    ],
    [
      "Look, and run npm run offboard -- 'a b' again.",
      'Look, and ask the person who runs this for the offboarding again.',
    ],
    ['Do it (`npm run answer -- redoStep --step x`).', 'Do it (“Again”).'],
    ['Give it with `npm run answer -- domainAdded`.', 'Give it with that answer (ask the person who runs this).'],
    ['`npm run newer` does it.', 'The command “newer” (ask the person who runs this) does it.'],
  ])('%s', (text, said) => expect(say(text)).toBe(said));

  it('keeps the names of commands for who runs them', () => {
    expect(say('Run `npm run adopt`, or see `npm run verify`.', true)).toBe(
      'Run “adopt” at your terminal, or see “verify”.',
    );
  });
});
