import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { stripVTControlCharacters } from 'node:util';
import { needsPerson, needsPersonFor } from '../../activities/needs-person.js';
import { PROMPT_ROWS, questionOnScreen, toFillIn, waitingLines } from '../../cli/lib/run-lines.js';
import { formFor } from '../../chatops/answer-form.js';
import { pageOf } from '../../runbook/words/page.js';
import { questionText } from '../../runbook/words/question-text.js';
import { boardOf } from '../../runbook/words/slack-board.js';
import { fieldsInSlack } from '../../runbook/words/slack-question.js';
import type { Ask } from '../../runbook/model/state.js';
import type { Trouble } from '../../runbook/model/trouble.js';
import { sceneOf } from '../../runbook/model/runbook.js';
import { askedEvent } from '../../runbook/words/notices.js';
import { type Status, statusOf } from '../../runbook/words/status.js';
import { withNewestLook } from '../../client/newest-look.js';
import { missReason } from '../../runbook/onboarding/txt-look.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { ENDPOINT, input as plainInput, TOKEN } from '../workflows/fake-world.js';
import { readMarkdown } from '../support/markdown.js';
import { asked, stateAt, viewOf } from './states.js';

const RUN = 'kiro-okta/example.okta.com/example.com';
const DATES = {
  since: '2026-05-04T08:00:00.000Z',
  remindAt: '2026-05-04T12:00:00.000Z',
  dueAt: '2026-05-07T08:00:00.000Z',
};
const input = {
  ...plainInput,
  people: {
    'kiro-admin': { email: 'ana@example.com' },
    'okta-admin': { email: 'ben@example.com' },
    'dns-admin': { email: 'cem@example.com' },
    reviewers: [],
  },
};
const sender = { by: 'ana@example.com', via: 'slack', at: DATES.since };
const finding = {
  severity: 'warning' as const,
  problem: 'eve@example.com has a seat, and nobody meant it.',
  fix: 'Remove it in the Kiro console, or add eve to the group.',
  url: null,
};
const candidates = [{ id: '0oa9', name: 'Kiro-OIDC', url: 'https://example-admin.okta.com/admin/app/0oa9' }];
const trouble = { message: 'Two applications are named so.', findings: [], candidates, requestIds: [] };
const troubleFrom = (failure: ReturnType<typeof needsPerson>): Trouble & { message: string } => ({
  ...(failure.details![0] as Trouble),
  message: failure.message,
});
const refused = troubleFrom(needsPerson('The service app may not do this (403): give it the right.', {}));

const MISS = {
  kind: 'missing zone-doubled',
  problem: 'The value stands at example.com.example.com instead of example.com.',
  fix: "Change the record's name in the DNS provider's form to @ (or leave it empty).",
  more: ['At example.com the value is published without its end. Copy the whole value again.'],
  isPublished: false,
};

/** Every question that a person can be asked, in the guide's order. */
const QUESTIONS: Ask[] = [
  asked('stepDone', { step: 'authorization-server', reason: refused.message }),
  asked('objectChosen', { reason: trouble.message }),
  asked('signInTested'),
  asked('kiroProfileEnabled'),
  asked('domainAdded'),
  asked('dnsRecordPublished'),
  asked('dnsRecordPublished', { reason: missReason('person', MISS) }),
  asked('checkNow', { step: 'dns-propagation', reason: missReason('runbook', MISS) }),
  asked('domainVerified'),
  asked('scimAccessIssued'),
  asked('provisioningConfigured'),
  asked('provisioningConfigured', { step: 'provisioning-features' }),
  asked('teamSubscribed'),
  asked('subscriptionsListed'),
  asked('decisionMade', { step: 'subscription-review' }),
  asked('stepDone', { step: 'pilot-sign-in' }),
].map((ask) => ({ ...ask, ...DATES, role: ONBOARDING_STEPS.of(ask.step).helper }));

const PUBLISHED = {
  summary: 'Published at example.com',
  evidence: [{ label: 'Published in', value: 'Route 53 hosted zone Z1', url: null }],
};

function statusAt(ask: Ask, storedAt?: string): Status {
  const state = stateAt([ask]);
  state.answers = {
    domainAdded: { value: { verificationToken: TOKEN }, ...sender },
    scimAccessIssued: { value: { endpoint: ENDPOINT, ...(storedAt === undefined ? {} : { storedAt }) }, ...sender },
  };
  if (ask.message === 'objectChosen') state.troubles[ask.step] = trouble;
  if (ask.step === 'authorization-server') state.troubles[ask.step] = refused;
  if (ask.reason !== null) state.txtLook.miss = MISS;
  if (ask.step === 'dns-propagation') Object.assign(state.steps['dns-record'], PUBLISHED);
  state.steps['subscription-review'].findings = [finding];
  if (ask.step !== 'dns-propagation') state.steps['dns-propagation'].state = 'done';
  return statusOf(viewOf(state, input, RUN));
}

it('are written down in docs/questions.md, word by word', async () => {
  const texts = QUESTIONS.map((ask) => questionText(statusAt(ask, '1Password: Kiro SCIM token').waitingFor[0]!, RUN));
  const page = [
    '# What people are asked',
    'Every question of a run, in the order of the guide, as terminal, Slack, Web UI and mail show it; here with the names of an example. Written by `npx vitest run test/runbook/questions.test.ts -u` from `runbook/onboarding/`.',
    ...texts.flatMap((text) => {
      const [title, , ...rest] = text.split('\n');
      return [`## ${title}`, ['```text', text.split('\n')[1], ...rest, '```'].join('\n')];
    }),
  ].join('\n\n');
  const options = await resolveConfig('docs/questions.md');
  await expect(await format(page, { ...options, parser: 'markdown' })).toMatchFileSnapshot('../../docs/questions.md');
});

it.each(QUESTIONS.map((ask) => [ask.message, ask.step, ask] as const))(
  '%s at %s is shown in full by each front end',
  (_message, _step, ask) => {
    const status = statusAt(ask);
    const one = status.waitingFor[0]!;
    const page = readMarkdown(pageOf(status));
    const views = {
      terminal: [...waitingLines(one, 10_000), ...toFillIn(one, 10_000)].join('\n'),
      page: [...page.blocks, ...page.links].join('\n'),
      slack: JSON.stringify([boardOf(status, null), formFor({ workflowId: RUN, ...ask }, one)]).replace(
        /<(https:[^|>]*)>/g,
        '$1',
      ),
      mail: questionText(one, RUN),
    };
    const flat = (text: string): string =>
      text
        .replaceAll('`', '')
        .replace(/&amp;|\\"|&lt;|&gt;/g, '?')
        .replace(/[&"<>]/g, '?');
    const isTyped = one.message !== 'signInTested';
    const open = one.fields.filter(({ name, sealed }) => isTyped && name !== 'step' && !sealed);
    for (const [view, text] of Object.entries(views)) {
      const parts = [
        one.title,
        // Where an answer did not do, that is why.
        one.reason ?? one.why,
        one.guide,
        `${one.person} (${one.role})`,
        one.where.url,
        ...one.instructions,
        ...one.copy.map(({ value }) => value),
        ...(view === 'slack' && isTyped ? fieldsInSlack(one.message) : open).flatMap(({ rule, example }) => [
          rule,
          example.replace('\n', ' / '),
        ]),
        one.verified,
        one.next,
        ...(view === 'slack' ? [DATES.since, DATES.remindAt] : ['2026-05-04 08:00', '2026-05-04 12:00']),
      ];
      const missing = parts.filter((part) => part !== null && !flat(text).includes(flat(part)));
      expect({ view, missing }).toEqual({ view, missing: [] });
    }
    const skip = formFor({ workflowId: RUN, ...ask, message: 'skipStep' }, one);
    for (const text of [views.terminal, views.mail, JSON.stringify(skip)])
      expect(flat(text)).toContain(flat(JSON.stringify(one.skipping).slice(1, -1)));
  },
);

it('tells the Okta admin where the token is kept, and without that who has it', () => {
  const ask = QUESTIONS.find(({ step }) => step === 'provisioning-connection')!;
  const told = (storedAt?: string): string => JSON.stringify(statusAt(ask, storedAt).waitingFor[0]!.instructions);
  expect(told('1Password: Kiro')).toContain('The token is kept at: 1Password: Kiro.');
  expect(told()).toContain('Sit together with the Kiro admin (ana@example.com), who has the token');
});

it('tells what the newest look at DNS saw, with the question that it is about', () => {
  const ask = QUESTIONS.find(({ reason, step }) => reason !== null && step === 'dns-record')!;
  const look = {
    activity: 'awaitTxtRecord',
    attempt: 7,
    message: 'No name server has it.\n  ns1 (192.0.2.1) is empty',
  };
  const other = { activity: 'ensurePushGroups', attempt: 1, message: 'Okta pushes.' };
  const { status, rest } = withNewestLook(statusAt(ask), [other, look]);
  expect(rest).toEqual([other]);
  const [one] = status.waitingFor;
  const terminal = waitingLines(one!, 10_000).join('\n');
  const slack = JSON.stringify(boardOf(status, null));
  for (const text of [terminal, slack]) {
    expect(text).toContain('Published, but the value stands at');
    expect(text).toContain('ns1 (192.0.2.1) is empty');
  }
  expect(withNewestLook(statusAt(QUESTIONS[3]!), [look]).rest).toEqual([look]);
});

it.each(QUESTIONS.map((ask) => [ask.message, ask.step, ask] as const))(
  '%s at %s fits a terminal of 24 rows, with title and values in view',
  (_message, _step, ask) => {
    const one = statusAt(ask, '1Password: Kiro SCIM token').waitingFor[0]!;
    const rows = 24 - PROMPT_ROWS;
    const lines = questionOnScreen(one, { width: 80, rows, showsAnswer: false });
    const onScreen = stripVTControlCharacters(lines.join('\n')).split('\n').slice(-rows);
    for (const text of [one.title, ...one.copy.map(({ value }) => value)]) expect(onScreen).toContain(text);
    // Nothing is lost, and the prompt below takes what was kept for it.
    for (const line of waitingLines(one, 80)) expect(lines).toContain(line);
    for (const { name, rule } of one.fields) {
      const prompt = `${name}: ${rule} Empty: not now.`;
      expect(Math.ceil(prompt.length / 70)).toBeLessThanOrEqual(PROMPT_ROWS - 3);
    }
  },
);

it.each(QUESTIONS.map((ask) => [ask.message, ask.step, ask] as const))(
  '%s at %s has no value and no link cut by a line break, however narrow the terminal is',
  (_message, _step, ask) => {
    const one = statusAt(ask, '1Password: Kiro SCIM token').waitingFor[0]!;
    const links = JSON.stringify({ ...one, fields: [] }).match(/https?:\/\/[^\s"\\)]+/g) ?? [];
    for (const width of [40, 80]) {
      const lines = [...waitingLines(one, width), ...questionOnScreen(one, { width, rows: 17, showsAnswer: true })];
      const shown = stripVTControlCharacters([...lines, ...toFillIn(one, width)].join('\n')).split('\n');
      for (const { value } of one.copy) expect(shown).toContain(value);
      for (const link of links) expect(shown.filter((line) => line.includes(link)).length).toBeGreaterThan(0);
    }
  },
);

describe('a step in trouble', () => {
  const [problem, fix] = ['Okta refused PUT /api/v1/apps with 403.', 'Give the service app okta.apps.manage.'];
  const finding = { severity: 'blocking' as const, problem, fix, url: 'https://example-admin.okta.com/admin/x' };
  const second = { ...finding, problem: 'The group "Kiro Team" is not there.', fix: 'Make it.' };
  const ask = QUESTIONS[0]!;
  const shownWith = (failure: ReturnType<typeof needsPerson>, hasActed = false): Record<string, string> => {
    const found = troubleFrom(failure);
    const state = stateAt([{ ...ask, reason: found.message }]);
    state.troubles[ask.step] = found;
    if (hasActed)
      state.steps['authorization-server'].evidence.push({
        label: 'Corrected by ben@example.com',
        value: 'x',
        url: null,
      });
    const run = viewOf(state, input, RUN);
    const status = statusOf(run);
    const one = status.waitingFor[0]!;
    const told = askedEvent(sceneOf(run, state.asks[0]!));
    return {
      terminal: stripVTControlCharacters(waitingLines(one, 10_000).join('\n')),
      page: readMarkdown(pageOf(status)).blocks.join('\n'),
      slack: JSON.stringify(boardOf(status, null)),
      mail: questionText(one, RUN),
      notice: told.text,
    };
  };
  const times = (text: string, part: string): number => text.split(part).length - 1;

  it.each([
    ['in its own words', needsPerson(problem, {})],
    ['with a cure', needsPersonFor([finding])],
    ['of several problems', needsPersonFor([finding, second])],
    ['beside other words', needsPerson('Not everything could be read.', { findings: [finding] })],
  ])('says what is wrong once, and not "again" before somebody has acted: %s', (_what, failure) => {
    for (const [view, text] of Object.entries(shownWith(failure))) {
      const told = view === 'notice' && failure.message.startsWith('Not') ? failure.message : problem;
      expect({ view, text, times: times(text, told) }).toMatchObject({ times: 1 });
      expect(text).not.toMatch(/Asked again|redone|redo the step/);
      if (failure.message.includes(fix)) expect(times(text, fix)).toBe(1);
    }
    for (const text of Object.values(shownWith(failure, true))) expect(text).toContain('Asked again:');
  });
});
