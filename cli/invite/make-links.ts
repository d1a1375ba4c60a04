import { settingsOfRun } from '../../client/find-runs.js';
import { type Invitation, inviterFor, type LinkRole } from '../../client/invitations.js';
import { runningPage } from '../../client/running-page.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { type People, rolesOf, RUN_INPUT_DEFAULTS } from '../../runbook/model/run-input.js';
import { webUrlOf } from '../../runbook/model/web-url.js';
import { ROLE_WORDS } from '../../runbook/words/phrases.js';
import { minuteText } from '../../runbook/words/question-text.js';
import { stateDir } from '../../temporal/folders.js';
import { whoAmI } from '../lib/flag-values.js';
import { CommandError, note, usageError, write, writeJson } from '../lib/output-and-exit.js';
import { withRun } from '../lib/reach-run.js';

/** The flags of `npm run invite`. */
export interface InviteOptions {
  role?: LinkRole;
  hours?: number;
  workflowId?: string;
  config?: string;
  json: boolean;
}

/**
 * Make and print the links of a person of a run: one for each of their roles, or for the one of `--role`. Without an address
 * they are for the operator. @throws CommandError, RunError, TemporalError, WebUrlError
 */
export async function makeLinks(address: string | undefined, options: InviteOptions): Promise<void> {
  const base = await pageAddress();
  await withRun(options, async ({ client, workflowId }) => {
    const { people, web = RUN_INPUT_DEFAULTS.web } = await settingsOfRun(client, workflowId);
    const hours = options.hours ?? web.linkHours;
    const { person, roles } =
      address === undefined || options.role === 'operator' ? operator(address) : named(address, options.role, people);
    const inviter = await inviterFor('cli', process.env);
    show(
      roles.map((role) => inviter.invite(base, { workflowId, person, role, hours })),
      options.json,
    );
    if (!inviter.isTrusted)
      note(
        'The page takes it only where it trusts the key of this machine: `npm run sender-key` prints the line for its KIRO_SENDERS_FILE (docs/trust.md).',
      );
  });
}

/** Where the link leads. @throws CommandError where there is no page */
async function pageAddress(): Promise<string> {
  const address = webUrlOf(process.env) ?? (await runningPage(stateDir(process.env)));
  if (address !== null) return address;
  throw new CommandError(
    'No page is served on this machine: start it with `npm run web`, or set KIRO_WEB_URL to the address of one elsewhere.',
  );
}

interface Who {
  person: string;
  roles: LinkRole[];
}

const operator = (name: string = whoAmI()): Who => ({ person: name, roles: ['operator'] });

/** A person of the run, with the address as the configuration writes it. @throws CommandError (2) */
function named(address: string, wanted: LinkRole | undefined, people: People): Who {
  const found = rolesOf(address, people);
  const [first] = found;
  const shown = terminalText(address);
  if (first === undefined)
    throw usageError(
      `The run names nobody ${shown}: add them under people in its configuration, and start the same command again; or make a link for who runs it, with --role operator.`,
    );
  const roles = [...new Set(found.map(({ role }) => role))];
  const { email } = first;
  if (wanted === undefined) return { person: email, roles };
  if (roles.some((role) => role === wanted)) return { person: email, roles: [wanted] };
  const has = roles.map((role) => ROLE_WORDS[role]).join(' and ');
  throw usageError(`${shown} is the ${has} of this run, not the ${ROLE_WORDS[wanted]}: leave --role out.`);
}

function show(links: Invitation[], json: boolean): void {
  if (json) return writeJson({ links });
  for (const { person, role, workflowId, url, until } of links)
    write(
      [
        `For ${terminalText(person)}, ${ROLE_WORDS[role]}, run ${terminalText(workflowId)}`,
        `until ${minuteText(until)} UTC:`,
        '',
        url,
        '',
      ].join('\n'),
    );
  write('It makes its holder that person: hand it to nobody else.');
}
