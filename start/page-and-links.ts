import type { Client } from '@temporalio/client';
import { whoAmI } from '../cli/lib/flag-values.js';
import { note, writeJson } from '../cli/lib/output-and-exit.js';
import { settingsOfRun } from '../client/find-runs.js';
import { type Invitation, type Invited, inviterFor } from '../client/invitations.js';
import { runningPage } from '../client/running-page.js';
import { peopleOf, type People, RUN_INPUT_DEFAULTS } from '../runbook/model/run-input.js';
import { webUrlOf } from '../runbook/model/web-url.js';
import { ROLE_WORDS } from '../runbook/words/phrases.js';
import type { RunOptions } from './options.js';
import type { Closers } from './temporal-and-worker.js';
import type { View } from './view.js';

/** A run whose people may open the page. */
export interface RunOnPage {
  client: Client;
  workflowId: string;
  uiUrl: string | null;
  stateDir: string;
  isEmbedded: boolean;
  isSandbox: boolean;
  /** `sealing.keys` of the configuration. */
  sealingKeys: readonly string[];
  /** The sandbox's page of a place that a question names; null for a real org, whose consoles nobody knows here. */
  pageOf: ((place: string) => string | null) | null;
}

const isAtTerminal = (json: boolean): boolean => process.stdin.isTTY && process.stdout.isTTY && !json;

/**
 * Open the page until the command ends, or use that of another command on the same state folder, and print links to it: one
 * a person; in the sandbox one for the person at this machine. @throws Error with a sentence where a key is not right
 */
export async function openPageWithLinks(
  run: RunOnPage,
  options: RunOptions,
  view: View,
  closers: Closers,
): Promise<void> {
  const inviter = await inviterFor('terminal', process.env);
  if (!inviter.isTrusted) {
    // A cluster has a page of its own beside its workers.
    if (options.printLinks)
      note('No links: put the line of `npm run sender-key -- --via terminal` into KIRO_SENDERS_FILE (docs/page.md).');
    return;
  }
  const base = await pageBase(run, closers);
  if (!options.printLinks && !isAtTerminal(options.json)) return;
  const { people, web = RUN_INPUT_DEFAULTS.web } = await settingsOfRun(run.client, run.workflowId);
  const { invited, more } = whoIsInvited(run.isSandbox, options.printLinks, people);
  for (const who of invited) {
    const link = inviter.invite(base, { ...who, workflowId: run.workflowId, hours: web.linkHours });
    if (options.json) writeJson(eventOf(link));
    else view.say(lineOf(link, options.interactive));
  }
  if (more > 0) note(`${more} more reviewers: \`npm run invite -- ADDRESS\` makes a link for each.`);
}

/** What links begin with. */
async function pageBase(run: RunOnPage, closers: Closers): Promise<string> {
  const other = await runningPage(run.stateDir);
  if (other !== null) return other;
  const { openPage, USUAL_PORT } = await import('../web/open-page.js');
  const publicUrl = webUrlOf(process.env);
  const open = async (port: number): Promise<string> => {
    const { client, uiUrl, stateDir, isEmbedded, sealingKeys, pageOf } = run;
    const where = { host: '127.0.0.1', port, publicUrl };
    const addressOf = pageOf === null ? {} : { addressOf: pageOf };
    const page = await openPage({
      ...{ client, uiUrl, env: process.env, stateDir, isEmbedded, sealingKeys },
      ...where,
      ...addressOf,
    });
    closers.add(() => page.close());
    return page.url;
  };
  return open(USUAL_PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    if (publicUrl !== null) {
      note(`Port ${USUAL_PORT} is taken by another program, so this command does not serve the page of ${publicUrl}.`);
      return publicUrl;
    }
    note(`Port ${USUAL_PORT} is taken by another program: the page has another port.`);
    return open(0);
  });
}

/** More lines would hide the rest. */
const MOST_REVIEWERS_SHOWN = 5;

function whoIsInvited(
  isSandbox: boolean,
  all: boolean,
  people: People,
): { invited: Pick<Invited, 'person' | 'role'>[]; more: number } {
  const operator = isSandbox ? [{ person: whoAmI(), role: 'operator' as const }] : [];
  if (isSandbox && !all) return { invited: operator, more: 0 };
  const admins = (['kiro-admin', 'okta-admin', 'dns-admin'] as const).flatMap((role) =>
    peopleOf(role, people).map(({ email }) => ({ person: email, role })),
  );
  const reviewers = people.reviewers.map(({ email }) => ({ person: email, role: 'reviewer' as const }));
  const shown = all ? reviewers : reviewers.slice(0, MOST_REVIEWERS_SHOWN);
  return { invited: [...operator, ...admins, ...shown], more: reviewers.length - shown.length };
}

function lineOf({ role, person, url }: Invitation, isInteractive: boolean): string {
  if (role !== 'operator') return `Page for the ${ROLE_WORDS[role]}, ${person}: ${url}`;
  return isInteractive ? `Open this in your browser, it is all you need: ${url}` : `The page, to watch the run: ${url}`;
}

const eventOf = ({ role, person, url }: Invitation): object => ({
  type: 'link',
  at: new Date().toISOString(),
  role,
  person,
  url,
});
