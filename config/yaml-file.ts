import { readFile } from 'node:fs/promises';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Node,
  type YAMLError,
} from 'yaml';
import { withoutEmptyKeys } from './empty-keys.js';
import type { Path, Problem } from './problem.js';
import { looksLikeSecret } from '../runbook/secrets/secrets.js';
import { slipsInText } from './line-slips.js';
import { pathOf, slipsIn } from './yaml-slips.js';

/** A YAML file, with the line of each of its values. */
export interface YamlFile {
  /** Without the known keys that have no value: `notify:` alone is the same as no `notify`. */
  contents: Record<string, unknown>;
  /** Every key and text in it, with its place. */
  texts: { path: Path; key: string | null; text: string | null }[];
  /** Line of the last part of the path that is in the file, from 1. */
  lineOf: (path: Path) => number | null;
}

/** Reads a file of keys and values; a file that cannot be read is one problem. */
export async function readYamlFile(file: string): Promise<YamlFile | { problems: Problem[] }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) return { problems: [unreadable(file, bytes)] };
  const source = textOf(bytes);
  if (source === null) return { problems: [NO_TEXT] };
  const unread = slipsInText(source).slice(0, MAX_SLIPS);
  if (unread.length > 0) return { problems: unread };
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return { problems: document.errors.slice(0, MAX_FLAWS).map(flawIn(document, lines, source)) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const problem = { path: '', line: null, message: 'The file is empty.', fix: 'Start from onboarding.example.yaml.' };
    return { problems: [problem] };
  }
  if (!isMap(document.contents)) {
    const fix = 'Start from onboarding.example.yaml.';
    return { problems: [{ path: '', line: 1, message: 'The file does not hold keys and values.', fix }] };
  }
  const root = document.contents;
  const slips = slipsIn(document, source, lines).slice(0, MAX_SLIPS);
  if (slips.length > 0) return { problems: slips };
  try {
    return {
      contents: withoutEmptyKeys(document.toJS({ maxAliasCount: 100 })) as Record<string, unknown>,
      texts: textsIn(root),
      lineOf: (path) => lineAt(root, path, lines),
    };
  } catch (error) {
    const isOverfull = error instanceof ReferenceError;
    const message = isOverfull ? 'The file uses too many aliases (*).' : "The file's aliases cannot be resolved.";
    return { problems: [{ path: '', line: null, message, fix: 'Write the values out.' }] };
  }
}

/** One slip in YAML is often several to the parser. */
const MAX_FLAWS = 3;
/** How many independent slips are listed at once. */
const MAX_SLIPS = 20;

const flawIn =
  (document: Document, lines: LineCounter, source: string) =>
  ({ pos, code, message }: YAMLError): Problem => {
    const line = lines.linePos(pos[0]).line;
    if (code === 'MULTIPLE_DOCS') return { path: '', line, ...SECOND_DOCUMENT };
    if (code === 'DUPLICATE_KEY') return sameKey(line, firstOf(document, pos[0], lines), source.slice(pos[0]));
    return notYaml(line, message);
  };

const SECOND_DOCUMENT = {
  message: 'A second document begins here (--- or ... ends the first).',
  fix: 'One file holds one onboarding: delete the line and what follows it, or move it to a file of its own.',
};

/** Line of the key that is the same as the one at a place of the file; null where it is not seen. */
function firstOf(document: Document, at: number, lines: LineCounter): number | null {
  let first: number | null = null;
  visit(document, {
    Map(_, { items }) {
      const keys = items.map(({ key }) => key).filter((key) => isScalar(key));
      const again = keys.find((key) => key.range?.[0] === at);
      const start = keys.find((key) => key !== again && key.value === again?.value)?.range?.[0];
      if (again === undefined || start === undefined) return undefined;
      first = lines.linePos(start).line;
      return visit.BREAK;
    },
  });
  return first;
}

/** The same key twice in one group, of which YAML would take the second. */
function sameKey(line: number, first: number | null, from: string): Problem {
  const key = /^("[^"]*"|'[^']*'|[^\s:,}]+)/.exec(from)?.[0] ?? '';
  const name = looksLikeSecret(key) ? 'A key' : `The key ${key}`;
  const where = first === null || first === line ? '' : `, first in line ${first}`;
  const fix = 'Keep one of them, and put the values of both into it.';
  return { path: '', line, message: `The file is not valid YAML: ${name} is there twice${where}.`, fix };
}

const notYaml = (line: number, message: string): Problem => ({
  path: '',
  line,
  message: `The file is not valid YAML: ${looksLikeSecret(message) ? 'unreadable text.' : message}`,
  fix: 'Compare the indentation and the quotes with onboarding.example.yaml.',
});

const NO_TEXT: Problem = {
  path: '',
  line: null,
  message: 'The file is not text in UTF-8.',
  fix: 'Save it again as UTF-8 in your editor, or start from onboarding.example.yaml.',
};

/** Without a byte order mark, each line with one line end, CR alone is one too; null where it is another encoding, or no text. */
function textOf(bytes: Buffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text.replace(/\r\n?/g, '\n');
  } catch {
    return null;
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): Problem {
  if (error.code === 'ENOENT') {
    const fix = `Copy onboarding.example.yaml to ${file} and fill it in.`;
    return { path: '', line: null, message: 'The file does not exist.', fix };
  }
  if (error.code === 'EISDIR') {
    return { path: '', line: null, message: 'This is a folder.', fix: 'Name the file in it, such as onboarding.yaml.' };
  }
  const message = `The file cannot be read (${error.code ?? error.message}).`;
  return { path: '', line: null, message, fix: 'Check that you may read it.' };
}

function textsIn(root: Node): YamlFile['texts'] {
  const found: YamlFile['texts'] = [];
  visit(root, {
    Pair(_, pair, ancestors) {
      const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
      found.push({ path: [...pathOf(ancestors), key], key, text: null });
    },
    Scalar(position, scalar, ancestors) {
      if (position === 'key' || typeof scalar.value !== 'string') return;
      const index = typeof position === 'number' ? [position] : [];
      found.push({ path: [...pathOf(ancestors), ...index], key: null, text: scalar.value });
    },
  });
  return found;
}

function lineAt(root: Node, path: Path, lines: LineCounter): number | null {
  let node: unknown = root;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === part);
      if (pair === undefined) break;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset === undefined ? null : lines.linePos(offset).line;
}
