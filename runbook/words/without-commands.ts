// The runbook's sentences name commands. Somebody who has a browser or a mail, and no checkout, cannot run them: for them a
// sentence says what to do instead.

/** For whom a sentence is said. */
export interface Reader {
  /** Runs the runbook, and so has a terminal: commands keep their short names. */
  isOperator: boolean;
  /** Where this reader looks at a run, as in `this page shows what was seen`. */
  place: string;
  /** What sends this message there, such as `“Skip this step”`; null where nothing does. */
  sends: (message: string) => string | null;
}

/** What a command gives or does, as a noun. */
const NOUNS: Record<string, string> = {
  adopt: 'the adoption of what was made by hand',
  answer: 'that answer',
  'check-dns': 'a look at DNS',
  invite: 'a new link',
  mute: 'the muting of findings',
  offboard: 'the offboarding',
  plan: 'the plan',
  report: 'the report',
  reprovision: 'the reprovisioning',
  'review-access': 'a review of access',
  'rotate-token': 'a rotation of the token',
  'sender-key': 'a key of the sender',
  'start-onboarding': 'the onboarding',
  'test-sign-in': 'the sign-in test',
  verify: 'a look at the whole connection',
  worker: 'a worker',
};

/** An argument that stands without backticks around the command. */
const ARGUMENT = String.raw`(?:'(?:[^']|'\\'')*'|--[a-z-]+|<[^>]+>|[A-Z]{2,}\b|[\w@-]+(?:\.[\w-]+)+)`;
/** A command, in backticks or bare, with what says how it is meant: `run` before it, or brackets around it alone. */
const COMMAND = new RegExp(
  String.raw`(?<run>\b[Rr]un )?(?<open>\()?(?:\x60npm run (?<quoted>[a-z-]+)(?<inside>[^\x60]*)\x60|npm run (?<bare>[a-z-]+)(?<behind>(?: --)?(?: ${ARGUMENT})*))(?<close>\))?`,
  'g',
);

/** The sentence with no command in it that this reader cannot run. */
export function withoutCommands(text: string, reader: Reader): string {
  if (!text.includes('npm run')) return text;
  const said = text.replace(COMMAND, (...match) => {
    const parts = match.at(-1) as Record<string, string | undefined>;
    const isFirst = /(^|[.?!] )$/.test(text.slice(0, match.at(-3) as number));
    const { run = '', open = '', close = '' } = parts;
    const [name, args] = [parts['quoted'] ?? parts['bare'] ?? '', parts['inside'] ?? parts['behind'] ?? ''];
    const instead = placeOf(name, args, reader);
    if (instead !== null) return `${run === '' ? '' : `${capitalAs(run, 'use')} `}${open}${instead}${close}`;
    if (reader.isOperator) return `${run}${open}“${name}”${run === '' ? '' : ' at your terminal'}${close}`;
    const plain = withArguments(NOUNS[name] ?? `the command “${name}”`, args);
    const noun = isFirst && run === '' ? capital(plain) : plain;
    if (run !== '') return `${capitalAs(run, 'ask')} ${ASKED} for ${open}${noun}${close}`;
    return open !== '' && close !== '' ? `(ask ${ASKED} for ${noun})` : `${open}${noun} (ask ${ASKED})${close}`;
  });
  // Once in a sentence is enough.
  let asks = 0;
  return said.replaceAll(ASK_IN_BRACKETS, (found) =>
    (asks += 1) > 1 || /\bask the person/i.test(said.replaceAll(ASK_IN_BRACKETS, '')) ? '' : found,
  );
}

const ASKED = 'the person who runs this';
const ASK_IN_BRACKETS = ` (ask ${ASKED})`;
const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const capitalAs = (model: string, word: string): string => (model.startsWith('R') ? capital(word) : word);

/** Where this reader does by themselves what the command does; null where they cannot. */
function placeOf(name: string, args: string, { place, sends }: Reader): string | null {
  if (name === 'status') return args.includes('--workflow-id') ? 'see its own page' : place;
  if (name === 'report') return 'the report';
  const [, message = ''] = /^ -- ([a-zA-Z]+)/.exec(args) ?? [];
  return name === 'answer' ? sends(message) : null;
}

function withArguments(noun: string, args: string): string {
  if (args.includes('--compromised')) return `${noun} after a leak`;
  if (args.includes('--now')) return `${noun} at once`;
  return /\bFILE\b/.test(args) ? `${noun} with the list that you saved` : noun;
}
