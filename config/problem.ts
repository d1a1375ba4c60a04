import { terminalText } from '../runbook/escape/plain-text.js';

/** One thing in the configuration that must be corrected before a run can start. */
export interface Problem {
  /** Where, such as `signIn.groups[1]`; an environment variable's name; empty for the file as a whole. */
  path: string;
  /** Line in the file, from 1; null where the file has no such line. */
  line: number | null;
  /** What is wrong, as a sentence. Never holds a secret. */
  message: string;
  /** What to do, as a sentence. */
  fix: string;
}

/** Keys and list positions on the way to a value. */
export type Path = readonly (string | number)[];

/** `['signIn', 'groups', 1]` as people write it: `signIn.groups[1]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** All problems as text for a terminal, in the order of the file's lines. */
export function describeProblems(file: string, problems: Problem[]): string {
  const sorted = [...problems].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const entries = sorted.map(({ path, line, message, fix }) => {
    const where = [line === null ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
    return [where === '' ? `- ${message}` : `- ${where}: ${message}`, `  ${fix}`].map(terminalText).join('\n');
  });
  return [terminalText(`${file}: ${count}`), ...entries].join('\n');
}

/** A problem before its line is known. */
export interface Flaw {
  path: Path;
  message: string;
  fix: string;
}
