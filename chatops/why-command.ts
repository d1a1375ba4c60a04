import type { Runs } from '../client/runs.js';
import { mrkdwn, slackProse } from '../runbook/escape/slack-text.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import type { WhyAnswer } from '../runbook/person/verdict.js';
import { whyChecksInSlack, whyInSlack } from '../runbook/person/why-text.js';
import { quoted } from '../runbook/words/commands.js';
import { namedAs, notNamed } from './answering.js';

/** Looks at one person in the one org whose credentials this process has. */
export interface WhyAsker {
  /** The org's host, with its port where that is not the default. */
  org: string;
  /** Whether that is an address of the one org. */
  isOf(orgUrl: string): Promise<boolean>;
  ask(login: string, connection: Connection): Promise<WhyAnswer>;
}

/** A connection, as the run knows it that built it, or its record. */
export interface Connection {
  workflowId: string;
  input: OnboardingInput;
}

/** The answer to `why <login> [domain]`. A text is one sentence that says why nobody looked. */
export async function answerWhy(runs: Runs, asker: WhyAsker | null, user: string, words: string) {
  const asked = withoutLinks(words);
  if (asked === '') return 'Name a login: `/kiro-onboarding why ana@example.com`';
  const instead = `run \`npm run why -- ${shellWord(asked)}\` where the configuration and the Okta credentials are`;
  const all = await connections(runs);
  if (all.length === 0) return slackProse(`No connection is known to Temporal here: ${instead}.`);
  const ofOrg = asker === null ? all : await servedBy(asker, all);
  if (asker !== null && ofOrg.length === 0)
    return slackProse(`This Slack app may ask ${asker.org} only, and no connection of that org is known: ${instead}.`);
  const ours = await namedIn(runs, ofOrg, user);
  if (ours.length === 0) return slackProse(notNamed(user));
  if (asker === null) return slackProse(`This Slack app has no Okta credentials, so it cannot look: ${instead}.`);
  const { login, connection } = chosen(asked, ours);
  if (connection === null) {
    const domains = ours.map(({ input }) => input.domain).join(', ');
    return slackProse(`You are named in several connections: add one of their domains behind the login (${domains}).`);
  }
  const found = await asker.ask(login, connection);
  const blocks = [whyInSlack(found), whyChecksInSlack(found)].map((text) => ({
    type: 'section' as const,
    text: mrkdwn(text),
  }));
  return { response_type: 'ephemeral' as const, text: slackProse(found.answer), blocks };
}

/** Those of the one org, by whichever of its addresses. */
async function servedBy(asker: WhyAsker, all: Connection[]): Promise<Connection[]> {
  const isOurs = await Promise.all(all.map(({ input }) => asker.isOf(input.okta.orgUrl)));
  return all.filter((_, index) => isOurs[index]);
}

/** Each connection once, by its newest run that can be read; those that are over count as well. */
async function connections(runs: Runs): Promise<Connection[]> {
  const ids = await runs.known();
  const inputs = await Promise.allSettled(ids.map((id) => runs.input(id)));
  return inputs.flatMap((one, index) =>
    one.status === 'fulfilled' && one.value !== null ? [{ workflowId: ids[index]!, input: one.value }] : [],
  );
}

/** Those whose people, as they are now, hold that Slack user. */
async function namedIn(runs: Runs, among: Connection[], user: string): Promise<Connection[]> {
  const people = await Promise.allSettled(among.map(({ workflowId }) => runs.people(workflowId)));
  return among.filter((_, index) => {
    const one = people[index];
    return one?.status === 'fulfilled' && namedAs(user, one.value) !== null;
  });
}

/** Of several connections the one whose domain stands behind the login; a login may hold spaces itself. */
function chosen(asked: string, ours: Connection[]): { login: string; connection: Connection | null } {
  const [only] = ours;
  const [, login = '', domain = ''] = /^(.*\S)\s+(\S+)$/s.exec(asked) ?? [];
  const meant = ours.find(({ input }) => input.domain === domain.toLowerCase());
  if (meant !== undefined) return { login, connection: meant };
  return { login: asked, connection: ours.length === 1 ? only! : null };
}

/** Slack may send an address as a link: `<mailto:ana@example.com|ana@example.com>`, `<http://example.com|example.com>`. */
export const withoutLinks = (words: string): string =>
  words.replace(/<(?:mailto|https?):[^|>]*\|([^>]*)>/g, '$1').trim();

/** As people type it, where a shell takes that for one word. */
const shellWord = (text: string): string => (/^[\w.@+-]+$/.test(text) ? text : quoted(text));
