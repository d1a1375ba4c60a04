import { CommanderError } from 'commander';
import { terminalLines } from '../../runbook/escape/plain-text.js';
import { secretsOf } from '../../runbook/secrets/environment-secrets.js';
import { HeldSecrets, SHORTEST_SECRET } from '../../runbook/secrets/outside-text.js';
import { stateDir } from '../../temporal/folders.js';
import { CommandError, EXIT, note } from './output-and-exit.js';

/** Errors whose message is a sentence for the person who ran the command. */
const EXIT_OF_ERROR: Record<string, number> = {
  ConfigurationError: EXIT.usage,
  RunError: EXIT.failed,
  TemporalError: EXIT.failed,
  TemporalSettingsError: EXIT.usage,
  WebUrlError: EXIT.usage,
};

/** Run a command's main function; whatever goes wrong ends in one sentence and an exit code. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  // The reader of the output has seen enough, as `| head` does.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      leave();
    });
  endWithNpm(process.env, leave);
  try {
    await useProxy(process.env);
    await main();
  } catch (error) {
    process.exitCode = showError(error);
  }
}

/** In good order where the command knows how, as at the end of its terminal; once, however much is still written. */
function leave(): void {
  if (isLeaving) return;
  isLeaving = true;
  if (!process.emit('SIGHUP')) process.exit();
}
let isLeaving = false;

function showError(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  // Whatever an outside system said on the way here, no secret of this process goes to the terminal. A secret that
  // short is a slip, and hiding every text that holds it would hide the sentence that says what is wrong.
  const secrets = new HeldSecrets(secretsOf(process.env).filter(({ length }) => length >= SHORTEST_SECRET));
  if (error instanceof CommandError) {
    note(terminalLines(secrets.cut(error.message)));
    return error.exitCode;
  }
  const name = error instanceof Error ? error.name : '';
  const text = systemErrorText(error, stateDir(process.env));
  note(terminalLines(secrets.cut(text ?? (error instanceof Error ? error.message : String(error)))));
  if (process.env['DEBUG'] !== undefined && error instanceof Error) note(terminalLines(secrets.cut(error.stack ?? '')));
  return EXIT_OF_ERROR[name] ?? EXIT.failed;
}

/** How often to look whether npm still runs; milliseconds. */
const LOOK_MS = 500;

/**
 * End this command when the `npm run` that started it ends. npm passes SIGTERM and SIGINT on (the scripts begin with
 * `exec`, because a shell in between would swallow them), but not SIGHUP, and SIGKILL leaves it no time to.
 */
export function endWithNpm(env: NodeJS.ProcessEnv, end: () => void): void {
  if (env['npm_lifecycle_script']?.startsWith('exec node ') !== true) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    end();
  }, LOOK_MS);
  timer.unref();
}

/** The sandbox, and sign-ins that come back to this machine. */
const NEVER = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Send what Node's own `fetch` sends through the proxy of the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). The Okta SDK has
 * its own requests, and `activities/okta/okta-proxy.ts` does the same for it.
 */
export async function useProxy(env: NodeJS.ProcessEnv): Promise<void> {
  const of = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const [httpsProxy, httpProxy] = [of('HTTPS_PROXY'), of('HTTP_PROXY')];
  if (httpsProxy === '' && httpProxy === '') return;
  // By its default: the compiled commands hold it as CommonJS, whose names are not seen one by one.
  const { EnvHttpProxyAgent, setGlobalDispatcher } = (await import('undici')).default;
  const excepted = of('NO_PROXY').split(/[\s,]+/);
  // undici knows "*" only where it stands alone.
  const noProxy = excepted.includes('*') ? '*' : [...excepted, ...NEVER].join(',');
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy }));
}

/** What the operating system refuses, in words; the codes of errno. */
const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EROFS: 'nothing can be written there',
  EACCES: 'you may not do that there',
  EPERM: 'you may not do that there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EMFILE: 'too many files are open',
};

const NO_SPACE = ['ENOSPC', 'EDQUOT'];

/**
 * One sentence for an error of the file system: what is wrong, where, and what to do; null for any other error.
 * `stateDir` is the folder that may be given another place.
 */
export function systemErrorText(error: unknown, stateDir: string): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  const words = WORDS[code];
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  if (words === undefined || (path === null && !NO_SPACE.includes(code))) return null;
  const where = path ?? `What is kept under ${stateDir} could not be written`;
  return `${where}: ${words} (${code}). ${cure(code, path, stateDir)}`;
}

function cure(code: string, path: string | null, stateDir: string): string {
  if (NO_SPACE.includes(code)) return 'Make room, then run the same command again: a run that was begun goes on.';
  return path?.startsWith(stateDir) === true
    ? 'Set KIRO_STATE_DIR to a folder that you may write to.'
    : 'Correct that, then run the same command again.';
}
