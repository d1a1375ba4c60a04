import { isCancel, select } from '@clack/prompts';
import { flagOf } from '../lib/flag-values.js';
import { CommandError, EXIT, usageError } from '../lib/output-and-exit.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { type Hand, type Kind, KIND_NAMES, KINDS, likely } from './candidates.js';

/** The objects of one connection. */
export type Chosen = Record<Kind, Hand>;

/** Asks which of several is meant. */
export type AskWhich = (kind: Kind, among: Hand[]) => Promise<Hand>;

/**
 * The object of each kind: the one that a flag names, else the one for which most speaks; of several the person is asked. Without
 * a terminal (`ask` is null) the flags have to say it. @throws CommandError
 */
export async function chooseObjects(
  hands: Record<Kind, Hand[]>,
  named: Partial<Record<Kind, string>>,
  ask: AskWhich | null,
): Promise<Chosen> {
  const absent = KINDS.filter((kind) => named[kind] === undefined && likely(hands[kind]).length === 0);
  if (absent.length > 0) throw notThere(absent);
  const chosen: Partial<Chosen> = {};
  for (const kind of KINDS) chosen[kind] = await chooseOne(kind, hands[kind], named[kind], ask);
  return chosen as Chosen;
}

async function chooseOne(kind: Kind, hands: Hand[], id: string | undefined, ask: AskWhich | null): Promise<Hand> {
  const what = KIND_NAMES[kind];
  if (id !== undefined) {
    const found = hands.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw usageError(`${flagOf(kind)} ${id}: the org has no ${what} of that id.`);
  }
  const among = likely(hands);
  const [only] = among;
  if (among.length === 1 && only !== undefined) return only;
  if (ask !== null) return ask(kind, among);
  const lines = among.map((one) => `  ${flagOf(kind)} ${one.id}   ${terminalText(describe(one))}`);
  throw usageError(`${among.length} objects may be the ${what} of this connection; name the one:\n${lines.join('\n')}`);
}

const describe = ({ name, signs, url }: Hand): string => `"${name}": ${signs.join(', ')}; ${url}`;

function notThere(kinds: Kind[]): CommandError {
  const named = kinds.map((kind) => KIND_NAMES[kind]).join(', ');
  return new CommandError(
    `The org has no ${named} that could be Kiro's, so there is no whole connection to adopt. Compare the names under \`okta\` in ` +
      'the configuration, name the objects with flags (--help), or let `npm run start-onboarding` make what is missing.',
  );
}

/** Asks at the terminal. @throws CommandError (3) where the person leaves */
export const askAtTerminal: AskWhich = async (kind, among) => {
  const options = among.map((one) => ({
    value: one.id,
    label: terminalText(`"${one.name}" (${one.id})`),
    hint: terminalText(`${one.signs.join(', ')}; ${one.url}`),
  }));
  const id = await select({ message: `Which ${KIND_NAMES[kind]} is Kiro's?`, options });
  if (isCancel(id)) throw new CommandError('Nothing was recorded.', EXIT.notClean);
  return among.find((one) => one.id === id)!;
};
