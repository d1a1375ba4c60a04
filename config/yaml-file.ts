import { readFile } from 'node:fs/promises';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Node } from 'yaml';
import type { Path, Problem } from './problem.js';
import { looksLikeSecret } from '../runbook/secrets.js';

/** A YAML file, with the line of each of its values. */
export interface YamlFile {
  /** Keys without a value are left out: `notify:` alone is the same as no `notify`. */
  contents: Record<string, unknown>;
  /** Every key and text in it, with its place. */
  texts: { path: Path; key: string | null; text: string | null }[];
  /** Line of the last part of the path that is in the file, from 1. */
  lineOf: (path: Path) => number | null;
}

/** Reads a file of keys and values; a file that cannot be read is one problem. */
export async function readYamlFile(file: string): Promise<YamlFile | { problems: Problem[] }> {
  const source = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (source instanceof Error) return { problems: [unreadable(file, source)] };
  const lines = new LineCounter();
  const document = parseDocument(source.replace(/^\uFEFF/, ''), { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      path: '',
      line: lines.linePos(error.pos[0]).line,
      message: `The file is not valid YAML: ${looksLikeSecret(error.message) ? 'unreadable text.' : error.message}`,
      fix: 'Compare the indentation and the quotes with onboarding.example.yaml.',
    }));
    return { problems };
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const problem = { path: '', line: null, message: 'The file is empty.', fix: 'Start from onboarding.example.yaml.' };
    return { problems: [problem] };
  }
  if (!isMap(document.contents)) {
    const fix = 'Start from onboarding.example.yaml.';
    return { problems: [{ path: '', line: 1, message: 'The file does not hold keys and values.', fix }] };
  }
  const root = document.contents;
  try {
    return {
      contents: withoutNulls(document.toJS({ maxAliasCount: 100 })) as Record<string, unknown>,
      texts: textsIn(root),
      lineOf: (path) => lineAt(root, path, lines),
    };
  } catch (error) {
    const message = `The file's aliases cannot be resolved: ${error instanceof Error ? error.message : 'unknown'}.`;
    return { problems: [{ path: '', line: null, message, fix: 'Write the values out.' }] };
  }
}

function unreadable(file: string, error: NodeJS.ErrnoException): Problem {
  if (error.code === 'ENOENT') {
    const fix = `Copy onboarding.example.yaml to ${file} and fill it in.`;
    return { path: '', line: null, message: 'The file does not exist.', fix };
  }
  const message = `The file cannot be read (${error.code ?? error.message}).`;
  return { path: '', line: null, message, fix: 'Check that it is a file and that you may read it.' };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)]));
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

function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((ancestor, depth): Path => {
    if (isPair(ancestor)) return [String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key)];
    const next = ancestors[depth + 1];
    return isSeq(ancestor) && next !== undefined ? [ancestor.items.indexOf(next)] : [];
  });
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
