import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

// Where the page of a state folder is served on this machine, so that other commands can make links to it and do not open
// another one.

const fileOf = (stateDir: string): string => join(stateDir, 'web', 'page.json');

const content = z.object({
  /** What links begin with: without a slash at the end. */
  url: z.url(),
  /** Its address on this machine. */
  local: z.url(),
  /** What its `/healthz` says of its state folder. */
  state: z.string(),
});
export type PageFile = z.output<typeof content>;

/** The page of this state folder that is served now, as what its links begin with; null where none answers. */
export async function runningPage(stateDir: string): Promise<string | null> {
  const written = await readWritten(stateDir);
  return written !== null && (await stateAt(written.local)) === written.state ? written.url : null;
}

/** Writes down where the page is served. Gives what takes that away again; a page that came later is left alone. */
export async function announcePage(stateDir: string, page: PageFile): Promise<() => Promise<void>> {
  const file = fileOf(stateDir);
  await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(page)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, file);
  return async () => {
    if ((await readWritten(stateDir))?.local === page.local) await rm(file, { force: true });
  };
}

async function readWritten(stateDir: string): Promise<PageFile | null> {
  try {
    return content.parse(JSON.parse(await readFile(fileOf(stateDir), 'utf8')));
  } catch {
    // Absent, or cut short by a full disk: as if no page ran.
    return null;
  }
}

const health = z.object({ app: z.literal('kiro-okta-page'), state: z.string() });
/** A page that is there answers sooner. Milliseconds. */
const PATIENCE_MS = 2_000;

/** Which state folder the page at an address is of; null where no page of ours answers there. */
async function stateAt(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    return health.parse(await answer.json()).state;
  } catch {
    return null;
  }
}
