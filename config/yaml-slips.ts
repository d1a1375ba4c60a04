import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml';
import { commaSlip } from './comma-slips.js';
import { looksLikeSecret } from '../runbook/secrets/secrets.js';
import { type Path, pathText, type Problem } from './problem.js';
import { MEANT, problem, quoted, SHOWN, type Slip } from './slip.js';
import { valueSlip } from './value-slips.js';

/** Tags by which other programs read a file or a variable. */
const DIRECTIVES = /^!(include|env|env_var|secret|vault|file|ref|sub)$/i;

/** What YAML would rename, drop or join without a word: tags, anchors, aliases, merge keys, values that are no text. */
export function slipsIn(document: Document, source: string, lines: LineCounter): Problem[] {
  const found: Problem[] = [];
  const used = new Set<string>();
  visit(document, { Alias: (_key, { source: name }) => void used.add(name) });
  const lineOf = (node: unknown): number | null => {
    const start = (node as Node | null)?.range?.[0];
    return start === undefined ? null : lines.linePos(start).line;
  };
  visit(document, (key, node, ancestors) => {
    const slip = isPair(node)
      ? pairSlip(node, ancestors, source)
      : nodeSlip(node, key, { document, source, used, ancestors });
    if (slip === null) return undefined;
    const path = [...pathOf(ancestors), ...(typeof key === 'number' && !isPair(node) ? [key] : [])];
    const shown = path.some((part) => typeof part === 'string' && looksLikeSecret(part)) ? '' : pathText(path);
    found.push({ ...problem(lineOf(isPair(node) ? node.key : node), slip), path: shown });
    return visit.SKIP;
  });
  return found;
}

/** Keys and list positions on the way to a node. */
export function pathOf(ancestors: readonly unknown[]): Path {
  return ancestors.flatMap((ancestor, depth): Path => {
    if (isPair(ancestor)) return [String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key)];
    const next = ancestors[depth + 1];
    return isSeq(ancestor) && next !== undefined ? [ancestor.items.indexOf(next)] : [];
  });
}

function pairSlip(pair: Pair, ancestors: readonly unknown[], source: string): Slip | null {
  const map = ancestors.at(-1);
  return keySlip(pair.key) ?? (isMap(map) ? commaSlip(pair, map, pathOf(ancestors), source) : null);
}

function keySlip(key: unknown): Slip | null {
  if (isCollection(key))
    return {
      message: 'A key is a list or a group of keys.',
      fix: 'Write a plain key; a value with braces needs quotes.',
    };
  if (!isScalar(key) || key.value !== '<<' || key.type !== 'PLAIN') return null;
  return { message: 'Merge keys (<<) are not supported.', fix: 'Write the values out.' };
}

interface Setting {
  document: Document;
  source: string;
  /** Names of the aliases in the file. */
  used: Set<string>;
  ancestors: readonly unknown[];
}

function nodeSlip(node: unknown, key: unknown, { document, source, used, ancestors }: Setting): Slip | null {
  if (isAlias(node)) return aliasSlip(node.source, node.resolve(document), ancestors);
  if (!isScalar(node) && !isCollection(node)) return null;
  const written = isScalar(node) && node.range ? source.slice(node.range[0], node.range[1]) : '';
  const { tag, anchor } = node;
  if (tag !== undefined && tag !== 'tag:yaml.org,2002:str')
    return markSlip(tag.replace(/^tag:yaml\.org,2002:/, '!!'), written, 'a tag');
  if (anchor !== undefined && !used.has(anchor)) return markSlip(`&${anchor}`, written, 'an anchor');
  if (!isScalar(node) || key === 'key') return null;
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const text = isBlock ? String(node.value).trim() : written;
  if (text.includes('\n')) {
    const shown = text.replace(/\s+/g, ' ').slice(0, SHOWN);
    const fix = 'Write each entry of a list behind a dash, and each value in one line.';
    return { message: `The value goes over several lines, and would be read as one: ${shown}.`, fix };
  }
  // All lists of the configuration hold texts.
  if (typeof key === 'number' && typeof node.value !== 'string') return noTextSlip(node.value, written);
  return valueSlip(node, written);
}

function aliasSlip(name: string, target: Node | undefined, ancestors: readonly unknown[]): Slip | null {
  if (target === undefined) {
    const fix = `${MEANT}: ${quoted(`*${name}`.slice(0, SHOWN))}. Else write out what it is to be.`;
    return {
      message: `YAML takes *${name.slice(0, SHOWN)} for an alias, but no value is marked &${name.slice(0, SHOWN)}.`,
      fix,
    };
  }
  if (!ancestors.includes(target)) return null;
  return { message: `The alias *${name.slice(0, SHOWN)} is inside of what it repeats.`, fix: 'Write the values out.' };
}

function noTextSlip(value: unknown, written: string): Slip {
  if (written === '') return { message: 'An entry of the list is empty.', fix: 'Write its value, or delete the line.' };
  const read = value === null ? 'nothing' : `the ${typeof value} ${JSON.stringify(value)}`;
  return { message: `YAML reads ${written} as ${read}, not as a name.`, fix: `Write it in quotes: "${written}".` };
}

/** A mark of YAML's before a value, which may be the first letters of a name. */
function markSlip(mark: string, rest: string, kind: string): Slip {
  if (DIRECTIVES.test(mark))
    return { message: `${mark} is not supported: no other file or variable is read.`, fix: 'Write the value itself.' };
  const whole = `${mark} ${rest}`.trim().slice(0, SHOWN);
  return {
    message: `YAML takes ${mark.slice(0, SHOWN)} for ${kind} and drops it.`,
    fix: `${MEANT}: ${quoted(whole)}.`,
  };
}
