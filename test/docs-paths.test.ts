import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, it } from 'vitest';

const FOLDERS = 'activities|bench|chatops|cli|client|config|runbook|sandbox|sealing|start|temporal|test|workflows|docs';
const PATH = new RegExp(`\`((?:${FOLDERS})/[^\`\\s<>…]*)\``, 'g');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)];

/** A `*` stands for a part of the last name. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const [before = '', after = ''] = basename(path).split('*');
  const names = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
  return names.some((name) => name.startsWith(before) && name.endsWith(after));
}

it.each(PAGES.filter((file) => file.endsWith('.md')))('%s names only files that are there', (file) => {
  const named = [...readFileSync(file, 'utf8').matchAll(PATH)].map(([, path]) => path!);
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});
