import { describe, expect, it } from 'vitest';
import type { TxtPublication, TxtQuery } from '../../runbook/outside.js';
import { calmWorld, input, needsPerson, notYet, proof, RIGHT_ANSWERS, TOKEN } from './fake-world.js';
import { answerInOrder, gate, isAsked, reportOf, send, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('the look at DNS', () => {
  it('asks the DNS admin, not the Okta admin, where it needs a person', async () => {
    let looks = 0;
    const world = await calmWorld({
      awaitTxtRecord: async () => {
        looks += 1;
        if (looks === 1) throw needsPerson('The resolvers are wrong.');
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      const status = await until(handle, isAsked('stepDone', 'dns-propagation'));
      expect(status.waitingFor.find(({ step }) => step === 'dns-propagation')).toMatchObject({ role: 'dns-admin' });
      expect(await send(handle, 'stepDone', { step: 'dns-propagation' })).toBeNull();
      await until(handle, isAsked('domainVerified'));
    });
  });
});

describe('publishing by the worker', () => {
  const publishing = { dns: { ...input.dns, publish: 'route53' as const } };
  const change = (action: 'create' | 'reuse') => ({ object: 'TXT record "example.com"', action, fields: [] });

  it('is proven, and says whether the record is of this run although a retry finds it there', async () => {
    const tasks: TxtPublication[] = [];
    const world = await calmWorld({
      planTxtRecord: async () => ({ ...proof, changes: [change('create')] }),
      publishTxtRecord: async (task) => {
        tasks.push(task);
        return { ...proof, changes: [change('reuse')] };
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        const status = await until(handle, isAsked('domainVerified'));
        const { steps, oktaWrites } = await reportOf(handle);
        const step = steps.find(({ id }) => id === 'dns-record');
        expect(step).toMatchObject({ confirmed: 'proven', summary: 'Published at example.com' });
        expect(step?.evidence).toContainEqual({ label: 'Made by', value: 'this run', url: null });
        expect([tasks[0]?.value, oktaWrites, isAsked('dnsRecordPublished')(status)]).toEqual([TOKEN, 0, false]);
      },
      publishing,
    );
  });

  it("that is refused becomes the DNS admin's work, and is tried again when that is fixed", async () => {
    let isRight = false;
    const world = await calmWorld({
      planTxtRecord: async () => {
        if (!isRight) throw needsPerson('The key may not update.');
        return { ...proof, changes: [change('create')] };
      },
      awaitTxtRecord: async () => {
        if (!isRight) throw notYet('No server has it.', '1s');
        return proof;
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        const { waitingFor } = await until(handle, isAsked('dnsRecordPublished', 'dns-record'));
        const asked = waitingFor.find(({ step }) => step === 'dns-record');
        expect(asked).toMatchObject({ role: 'dns-admin', reason: 'The key may not update.' });
        expect(asked?.instructions.join('\n')).toMatch(
          /Correct it\.\n.*stepDone for dns-record.*\n.*add a record of type TXT/,
        );
        expect(asked?.copy.map(({ value }) => value)).toEqual(['TXT', 'example.com', '300', TOKEN]);
        isRight = true;
        expect(await send(handle, 'stepDone', { step: 'dns-record' })).toBeNull();
        const status = await until(handle, isAsked('domainVerified'));
        expect(status.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ confirmed: 'proven' });
      },
      publishing,
    );
  });

  it('that is refused ends when DNS shows that it was done by hand', async () => {
    let isThere = false;
    const world = await calmWorld({
      planTxtRecord: async () => {
        throw needsPerson('There are no credentials.');
      },
      awaitTxtRecord: async () => {
        if (!isThere) throw notYet('No server has it.', '1s');
        return proof;
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 3));
        const open = await until(handle, isAsked('dnsRecordPublished'));
        expect(open.steps.find(({ id }) => id === 'dns-record')).toMatchObject({ state: 'waiting' });
        isThere = true;
        const status = await until(handle, isAsked('domainVerified'));
        expect(status.steps.find(({ id }) => id === 'dns-record')).toMatchObject({
          ...{ state: 'done', confirmed: 'proven', by: 'ana@example.com' },
        });
      },
      publishing,
    );
  });
});

describe("a record that is not Kiro's", () => {
  const ELSEWHERE = '_acme-challenge.example.com';
  const DIGEST = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b8';
  it.each([
    ['a digest for a certificate authority', { verificationToken: DIGEST, recordName: ELSEWHERE }, ELSEWHERE, DIGEST],
    ['another value at the domain', { verificationToken: 'other=1' }, 'example.com', 'other=1'],
    ["Kiro's value at another name", { verificationToken: TOKEN, recordName: ELSEWHERE }, ELSEWHERE, TOKEN],
  ])('is never published by the worker: %s', async (_what, answer, name, value) => {
    const asked: TxtPublication[] = [];
    const note = async (task: TxtPublication) => (asked.push(task), proof);
    const world = await calmWorld({ planTxtRecord: note, publishTxtRecord: note });
    await withRun(
      env,
      bundle,
      { ...world, awaitTxtRecord: (query) => world.watchTxtRecord(query) },
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
        await until(handle, isAsked('domainAdded'));
        expect(await send(handle, 'domainAdded', answer)).toBeNull();
        const { waitingFor } = await until(handle, isAsked('dnsRecordPublished', 'dns-record'));
        const question = waitingFor.find(({ step }) => step === 'dns-record');
        expect(question).toMatchObject({ role: 'dns-admin', reason: expect.stringContaining('by itself') as string });
        expect(question?.instructions[0]).toContain('only if the Domains list of the Kiro console shows exactly');
        expect(question?.copy.map((one) => one.value)).toEqual(['TXT', name, '300', value]);
        expect(await send(handle, 'stepDone', { step: 'dns-record' })).toMatchObject({ code: 'wrong-step' });
        expect(asked).toEqual([]);
      },
      { dns: { ...input.dns, publish: 'route53' } },
    );
  });

  it('is published where the configuration gives its name', async () => {
    const asked: TxtPublication[] = [];
    const world = await calmWorld({ publishTxtRecord: async (task) => (asked.push(task), proof) });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        await until(handle, isAsked('domainVerified'));
        expect(asked).toMatchObject([{ domain: 'example.com', recordName: '_kiro.example.com', value: TOKEN }]);
      },
      { dns: { ...input.dns, publish: 'route53', recordName: '_kiro.example.com' } },
    );
  });
});

describe('a record that disappears before Kiro says Verified', () => {
  it('is reported, and so is its return', async () => {
    const { open, opened } = gate();
    let looks = 0;
    const calm = await calmWorld();
    const world = {
      ...calm,
      watchTxtRecord: async (query: TxtQuery) => ((looks += 1) === 1 ? proof : calm.watchTxtRecord(query)),
      awaitTxtRecord: async () => {
        if (looks > 0) await opened;
        return proof;
      },
    };
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      const gone = await until(handle, ({ warnings }) => warnings.some((text) => text.includes('has disappeared')));
      const asked = gone.waitingFor.find(({ message }) => message === 'domainVerified');
      expect(asked?.instructions[0]).toContain('The record has disappeared from DNS');
      expect(asked?.copy).toEqual([{ label: 'TXT record at example.com', value: TOKEN }]);
      open();
      const back = await until(handle, ({ warnings }) => warnings.some((text) => text.includes('is back')));
      expect(back.waitingFor.find(({ message }) => message === 'domainVerified')?.copy).toEqual([]);
      expect(await send(handle, 'domainVerified', {})).toBeNull();
    });
  });
});
