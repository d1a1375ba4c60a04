import { boardOf } from '../../runbook/words/slack-board.js';
import { questionText } from '../../runbook/words/question-text.js';
import { waitingLines } from '../../cli/lib/run-lines.js';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkForm } from '../../runbook/messages/form.js';
import { exampleJson, temporalCommand } from '../../runbook/words/commands.js';
import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import { valueFromText } from '../../runbook/messages/value-from-text.js';
import { MESSAGE_NAMES, type MessageName, MESSAGES } from '../../runbook/messages/schemas.js';
import { pageOf } from '../../runbook/words/page.js';
import type { OnboardingState } from '../../runbook/onboarding/state.js';
import type { Ask } from '../../runbook/model/state.js';
import { type Status, statusOf } from '../../runbook/words/status.js';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { input } from '../workflows/fake-world.js';
import { asked, stateAt, stepOfMessage, viewOf } from './states.js';

const WORKFLOW_ID = 'kiro-okta/example.okta.com/example.com';
const finding = {
  severity: 'warning' as const,
  problem: 'It is wrong. '.repeat(20),
  fix: 'Correct it.',
  url: 'https://example.okta.com',
};
const trouble = { message: 'Not allowed.', findings: [finding], candidates: [], requestIds: ['r1'] };

/** Everything that can be asked, each with the step that asks it. */
const ASKS: Ask[] = [
  ...ONBOARDING_STEPS.rows.filter((step) => step.id !== 'report').map((step) => asked('stepDone', { step: step.id })),
  ...MESSAGE_NAMES.flatMap((name) => (stepOfMessage(name) === null ? [] : [asked(name)])),
  asked('provisioningConfigured', { step: 'provisioning-features', reason: 'still off' }),
  asked('objectChosen'),
  asked('decisionMade', { step: 'subscription-review' }),
  ...(['dns-propagation', 'push-groups', 'sync-window'] as const).map((step) =>
    asked('checkNow', { step, role: 'time' }),
  ),
];

const statusAt = (asks: Ask[], changes: Partial<OnboardingState> = {}): Status =>
  statusOf(viewOf(stateAt(asks, changes), input, WORKFLOW_ID));

/** A program's step is asked for only when it is in trouble. */
const troublesOf = ({ message, step }: Ask): OnboardingState['troubles'] =>
  message === 'objectChosen' || (message === 'stepDone' && step !== 'pilot-sign-in') ? { [step]: trouble } : {};

describe('what is asked', () => {
  it.each(ASKS.map((ask) => [ask.message, ask.step, ask] as const))(
    '%s at %s says what, why and where',
    (_message, _step, ask) => {
      const [waiting] = statusAt([ask], { troubles: troublesOf(ask) }).waitingFor;
      expect(waiting!.title).not.toBe('');
      expect(waiting!.why.length).toBeGreaterThan(10);
      expect(waiting!.instructions.length).toBeGreaterThan(0);
      const { title, why, instructions, copy } = waiting!;
      expect(JSON.stringify({ title, why, instructions, copy })).not.toMatch(/undefined|null|\[object/);
      for (const { label, value } of waiting!.copy) expect([label, value]).not.toContain('');
    },
  );

  it('names the request ids of a trouble in every form, for the support of the other side', () => {
    const ask = asked('stepDone', { step: 'scopes' });
    const requestIds = ['oae-55', 'req-77'];
    const status = statusAt([ask], { troubles: { scopes: { ...trouble, requestIds } } });
    const [waiting] = status.waitingFor;
    const forms = [pageOf(status), JSON.stringify(boardOf(status, null)), questionText(waiting!, WORKFLOW_ID)];
    const terminal = waitingLines(waiting!, 100).join('\n');
    for (const form of [...forms, terminal]) for (const id of requestIds) expect(form).toContain(id);
  });
});

describe('each message', () => {
  it.each(MESSAGE_NAMES)('%s has a description, and fields that its schema knows', (name: MessageName) => {
    expect(MESSAGE_INFO[name].description).not.toBe('');
    const known = Object.keys(MESSAGES[name].shape);
    const shown = MESSAGE_INFO[name].fields.map((field) => field.name);
    expect(known).toEqual(expect.arrayContaining(shown));
    expect([...shown, 'by', 'proof', 'via'].sort()).toEqual(known.sort());
  });

  it.each(MESSAGE_NAMES)(
    '%s is refused as it is shown, and taken when it is filled in, also through a shell',
    (name) => {
      const { fields } = MESSAGE_INFO[name];
      const waiting = { message: name, fields, step: 'domain' as const, copy: [], person: null };
      const command = temporalCommand("an owner's run", waiting).replace(/^temporal/, `printf '%s\\0'`);
      const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0');
      expect(words[words.indexOf('-w') + 1]).toBe("an owner's run");
      const shown = JSON.parse(words[words.indexOf('-i') + 1]!) as Record<string, unknown>;
      expect(JSON.stringify(shown, null, 2)).toBe(exampleJson(waiting));
      const isOpen = (value: unknown): boolean => JSON.stringify(value ?? null).includes('"<');
      const toFill = fields.filter((field) => isOpen(shown[field.name]));
      const filled = {
        ...shown,
        ...Object.fromEntries(toFill.map((one) => [one.name, valueFromText(one.example, one.name)])),
      };
      expect(checkForm(name, filled)).toMatchObject({ ok: true });
      for (const { name: field } of toFill) {
        const why = { code: 'invalid', reason: `<${field}> is only a placeholder: put your own value in its place.` };
        const isPlain = typeof shown[field] === 'string';
        const given = checkForm(name, { ...filled, [field]: shown[field] });
        expect(given).toMatchObject(isPlain ? { why: { ...why, field } } : { ok: false });
      }
    },
  );

  it('holds no answer that only a person can give', () => {
    const decided = statusAt([asked('decisionMade', { step: 'subscription-review' })]).waitingFor[0]!;
    expect(JSON.parse(exampleJson(decided))).toMatchObject({
      step: 'subscription-review',
      decision: '<decision>',
      reason: '<reason>',
    });
    const added = statusAt([asked('domainAdded')]).waitingFor[0]!;
    expect(JSON.parse(exampleJson(added))).toMatchObject({ verificationToken: '<verificationToken>' });
  });
});

describe('the page', () => {
  it('begins with what to do now, for each question', () => {
    for (const ask of ASKS.filter((one) => one.message !== 'checkNow')) {
      const [first] = pageOf(statusAt([ask], { troubles: troublesOf(ask) })).split('\n');
      const { title } = statusAt([ask], { troubles: troublesOf(ask) }).waitingFor[0]!;
      expect(first).toContain('To do now:');
      expect(first).toContain(title);
    }
    expect(pageOf(statusAt([]))).toMatch(/^\*\*Nothing to do for you now/);
    expect(pageOf(statusAt([asked('checkNow', { step: 'sync-window' })]))).toMatch(/^\*\*Nothing to do for you now/);
    expect(pageOf(statusAt([], { outcome: 'done' }))).toMatch(/^\*\*The run is over: done/);
  });

  it('shows what to paste, and the command that answers', () => {
    const page = pageOf(statusAt([asked('kiroProfileEnabled')]));
    expect(page).toContain('- Client ID: `kiro-client`');
    expect(page).toContain('--name kiroProfileEnabled');
    expect(page).toContain('ana@example.com');
  });

  it('offers no command that is refused where only a proven sender may answer', () => {
    const run = (ask: Ask, proof: 'all' | 'sensitive') => {
      const state = stateAt([ask]);
      state.trust.keys = [{ key: 'k', via: 'cli', people: ['*'] }];
      return statusOf(viewOf(state, { ...input, proof }, WORKFLOW_ID));
    };
    const decision = asked('decisionMade', { step: 'subscription-review' });
    for (const status of [run(decision, 'sensitive'), run(decision, 'all')]) {
      const texts = [pageOf(status), questionText(status.waitingFor[0]!, WORKFLOW_ID)];
      for (const text of texts) {
        expect(text).not.toContain('temporal workflow update');
        expect(text).not.toContain('Send an Update');
        expect(text).toContain('npm run answer -- decisionMade');
        expect(text).toMatch(/counts only from a proven sender/);
      }
    }
    const domain = run(asked('domainAdded'), 'sensitive');
    expect(pageOf(domain)).toContain('Send an Update');
    expect(questionText(domain.waitingFor[0]!, WORKFLOW_ID)).toContain('temporal workflow update');
    expect(pageOf(run(asked('domainAdded'), 'all'))).toContain('npm run answer -- domainAdded');
  });

  it('says how each answer is checked and what comes then, and that placeholders are to be filled in', () => {
    const page = pageOf(statusAt([asked('kiroProfileEnabled'), asked('domainAdded')]));
    const outlooks = page.split('\n').filter((line) => line.startsWith('**How it is checked:**'));
    expect(outlooks).toEqual([
      expect.stringContaining('**Then:** You add the domain'),
      expect.stringContaining('**Then:** The token is published'),
    ]);
    expect(page.match(/with your values for `<…>`/g)).toHaveLength(1);
  });

  it('has at most 4,000 characters, whatever is open, and no fence without an end', () => {
    const refusal = {
      message: 'x'.repeat(80),
      reason: 'y'.repeat(2_000),
      value: 'w'.repeat(2_000),
      by: 'z'.repeat(200),
      via: 'signal',
      at: '',
    };
    const refusals = Array.from({ length: 50 }, () => refusal);
    const troubles = Object.fromEntries(
      ONBOARDING_STEPS.ids.map((id) => [
        id,
        { ...trouble, message: 'm'.repeat(3_000), findings: Array.from({ length: 30 }, () => finding) },
      ]),
    );
    const many = [ASKS, ...ASKS.map((ask) => [ask]), ...ASKS.map((_, at) => ASKS.slice(at, at + 4)), ASKS.slice(0, 12)];
    for (const asks of many) {
      for (const changes of [{}, { refusals, refusedCount: 999 }, { troubles, refusals }]) {
        const page = pageOf(
          statusAt(
            asks.map((ask) => ({ ...ask, reason: ask.reason ?? 'because '.repeat(30) })),
            changes,
          ),
        );
        expect(page.length).toBeLessThanOrEqual(4_000);
        expect(page.split('```').length % 2).toBe(1);
        expect(page).toContain('### Progress');
        // The first question is always shown in full.
        if (asks.some((ask) => ask.message !== 'checkNow')) expect(page).toContain('temporal workflow update execute');
      }
    }
  });

  it('fits, and its commands stay commands, whatever the names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 }).filter((text) => text.trim() !== '');
    const email = fc.stringMatching(/^[a-z.+-]{1,64}@[a-z]{1,60}\.example$/);
    const domain = fc.stringMatching(/^[a-z]([a-z-]{0,40}[a-z])?(\.[a-z]{1,40}){1,3}$/);
    const names = fc.record({ group: name, app: name, server: name, tier: name, email, domain });
    const asks = fc.shuffledSubarray(ASKS, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, asks, name, ({ group, app, server, tier, email, domain }, chosen, said) => {
        const people = { 'kiro-admin': { email }, 'okta-admin': { email }, 'dns-admin': { email }, reviewers: [] };
        const groups = { groups: [group, app], users: [email] };
        const long = {
          ...input,
          ...{ domain, people, provision: groups, push: groups, pilot: email },
          signIn: { ...input.signIn, ...groups },
          subscribe: { ...groups, tier },
          okta: { ...input.okta, oidcApplication: app, authorizationServer: { name: server, audience: said } },
        };
        const candidates = Array.from({ length: 5 }, () => ({ id: '0oa1', name: said, url: `https://${domain}` }));
        const troubles = Object.fromEntries(chosen.map((ask) => [ask.step, { ...trouble, message: said, candidates }]));
        const id = `kiro-okta/${domain}/${domain}`;
        const status = statusOf(viewOf(stateAt(chosen, { troubles }), long, id));
        const page = pageOf(status);
        expect(page.length).toBeLessThanOrEqual(4_000);
        expect(new TextEncoder().encode(page).length).toBeLessThanOrEqual(4_096);
        const [first] = status.waitingFor.filter((one) => one.message !== 'checkNow');
        if (first === undefined) return;
        expect(page.split('\n')[0]).toContain('**To do now:**');
        const commands = page.split(/^```$/m).filter((_, at) => at % 2 === 1);
        expect(commands[0]?.trim()).toBe(temporalCommand(id, first));
      }),
    );
  });
});
