/** `npm run record-history -- NAME`: takes a path through the runbook, and keeps its history for the replay tests. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { newCommand } from '../../cli/lib/new-command.js';
import { runCommand } from '../../cli/lib/run-command.js';
import { CommandError, EXIT, usageError, write } from '../../cli/lib/output-and-exit.js';
import { startServers } from '../support/global-setup.js';
import { bundled, quiet } from './harness.js';
import {
  filesOf,
  HISTORIES,
  historyText,
  kindsIn,
  RECORDED_PATHS,
  whyNotWritten,
  type HistoryJson,
} from './history-files.js';
import { record } from './recorded-path.js';

async function main(): Promise<void> {
  const command = newCommand(
    'record-history',
    'Record the history of a way through the runbook, for the replay tests.',
    {
      examples: ['npm run record-history -- happy', 'npm run record-history -- redo skip --replace'],
      exits: '0 recorded, 1 failed or refused, 2 wrong usage',
      also: ['Paths:', ...Object.entries(RECORDED_PATHS).map(([name, { about }]) => `${name}: ${about}`)],
    },
  )
    .argument('<name...>', 'paths to record, or "all"')
    .option('--replace', 'record anew what is there; refused from release 0.2.0 on', false)
    .parse();
  const { replace } = command.opts<{ replace: boolean }>();
  const names = command.args.includes('all') ? Object.keys(RECORDED_PATHS) : command.args;
  for (const name of names)
    if (RECORDED_PATHS[name] === undefined)
      throw usageError(`There is no path "${name}". There are: ${Object.keys(RECORDED_PATHS).join(', ')}.`);
  const folder = await folderOfThisVersion(names, replace);
  await startServers();
  quiet();
  const bundle = await bundled();
  for (const name of names) {
    const path = RECORDED_PATHS[name]!;
    const texts = (await record(path, bundle)).map(historyText);
    const kinds = new Set(texts.flatMap((text) => [...kindsIn(JSON.parse(text) as HistoryJson)]));
    const missing = path.shows.filter((kind) => !kinds.has(kind));
    if (missing.length > 0)
      throw new CommandError(`${name} has not gone its way: its history lacks ${missing.join(', ')}.`, EXIT.failed);
    for (const [index, file] of filesOf(name, path).entries()) {
      await writeFile(new URL(file, folder), texts[index]!);
      write(`${file}: ${texts[index]!.split('\n').length - 3} events, ${Math.ceil(texts[index]!.length / 1024)} KiB`);
    }
  }
}

/** Where to write; refused where that would replace what must stay, before anything is run. */
async function folderOfThisVersion(names: string[], replace: boolean): Promise<URL> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const folder = new URL(`${version}/`, HISTORIES);
  for (const file of names.flatMap((name) => filesOf(name, RECORDED_PATHS[name]!))) {
    const why = whyNotWritten(`${version}/${file}`, { isThere: existsSync(new URL(file, folder)), replace, version });
    if (why !== null) throw new CommandError(why, EXIT.failed);
  }
  await mkdir(folder, { recursive: true });
  return folder;
}

await runCommand(main);
