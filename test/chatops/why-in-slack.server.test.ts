import { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { slackAsker } from '../../cli/why/slack-asker.js';
import type { WhyAsker } from '../../chatops/why-command.js';
import type { Runs } from '../../client/runs.js';
import { METADATA } from '../../activities/okta/org-metadata.js';
import { startOrg } from '../activities/okta/support.js';
import { finishedHouse, type House } from '../cli/why-house.js';
import { onDevServer, type There } from '../workflows/suite.js';
import { ANA, EVE, type Options, type SlackRun, withSlackRun } from './chat-support.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const why = (run: SlackRun, user: string, words: string): Promise<unknown> =>
  run.hands.command(user, '/kiro-onboarding', `why ${words}`);

/** The run of Temporal, as if it were of that org. */
const ofOrg =
  (orgUrl: string) =>
  (actual: Runs): Runs => ({
    ...actual,
    async input(id) {
      const input = await actual.input(id);
      return input === null ? null : { ...input, okta: { ...input.okta, orgUrl }, domain: 'example.com' };
    },
  });

/** The app with the Okta credentials of a finished onboarding. */
function inHouse({ org }: House): Options {
  const asker = slackAsker({ OKTA_CLIENT_ORGURL: org.url, OKTA_CLIENT_TOKEN: org.token }, env.client);
  // The run has made nothing yet, so that its ids, which are not of that org, are not gone by.
  const world = { preflight: (): Promise<never> => Context.current().cancelled };
  return { asker: asker as WhyAsker, wrap: ofOrg(org.url), world };
}

describe('/kiro-onboarding why', () => {
  it('answers the asker alone: the sentence, what to do, and the checks', async () => {
    const house = await finishedHouse();
    await house.org.call('POST', '/api/v1/users/ana@example.com/lifecycle/suspend');
    const before = await house.org.writes();
    await withSlackRun(
      env,
      bundle,
      async (run) => {
        await why(run, ANA, '<mailto:ana@example.com|ana@example.com>');
        const answer = await run.whisper(ANA, 'is suspended in Okta');
        const text = JSON.stringify(answer.blocks);
        expect(answer.seenBy).toBe(ANA);
        expect(text).toContain('*ana@example.com is suspended in Okta, so they cannot sign in.*');
        expect(text).toContain('What to do: If they are meant to work again');
        expect(text).toContain('✗ Okta account: SUSPENDED since');
        expect(text).toContain('– User in Kiro: not looked at: Slack has no SCIM token');
        await why(run, ANA, 'nobody at all');
        await run.whisper(ANA, 'Nobody in Okta has the login "nobody at all".');
        await why(run, ANA, '');
        await run.whisper(ANA, 'Name a login');
      },
      inHouse(house),
    );
    expect(await house.org.writes()).toEqual(before);
  });

  it('is acknowledged at once, however slow Okta is', async () => {
    const house = await finishedHouse();
    await withSlackRun(
      env,
      bundle,
      async (run) => {
        await house.org.fault({ method: 'GET', path: '/api/v1/users/*', kind: 'delay', delayMs: 1_200, times: 9 });
        const began = Date.now();
        await why(run, ANA, 'ana@example.com');
        expect(Date.now() - began).toBeLessThan(1_000);
        await run.whisper(ANA, 'Nothing wrong was seen for ana@example.com');
      },
      inHouse(house),
    );
  });

  it('looks at nobody for somebody whom no onboarding names', async () => {
    const house = await finishedHouse();
    const before = (await house.org.requests()).length;
    await withSlackRun(
      env,
      bundle,
      async (run) => {
        await why(run, EVE, 'ana@example.com');
        await run.whisper(EVE, `Your Slack member id is ${EVE}`);
      },
      inHouse(house),
    );
    expect((await house.org.requests()).length).toBe(before);
  });

  it('sends its credentials to no other org than its own', async () => {
    const house = await finishedHouse();
    const other = await startOrg();
    const before = await other.requests();
    await withSlackRun(
      env,
      bundle,
      async (run) => {
        await why(run, ANA, 'ana@example.com');
        await run.whisper(ANA, 'no connection of that org is known');
      },
      { ...inHouse(house), wrap: ofOrg(other.url) },
    );
    // Who it is, it says to everybody.
    const asked = (await other.requests()).slice(before.length);
    expect(asked.filter(({ path }) => path !== METADATA)).toEqual([]);
  });

  it('says without Okta credentials which command to run instead, and for whom', async () => {
    const missing = slackAsker({}, env.client);
    expect(missing).toMatchObject({ why: expect.stringContaining('OKTA_CLIENT_ORGURL is not set') as string });
    await withSlackRun(env, bundle, async (run) => {
      await why(run, ANA, "corp/ana o'neill");
      const { text } = await run.whisper(ANA, 'no Okta credentials');
      expect(text).toContain("run `npm run why -- 'corp/ana o'\\''neill'` where the configuration");
    });
  });
});
