import { spawn, type ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import serialize from '@xterm/addon-serialize';
import headless from '@xterm/headless';
import { ROOT } from './support.js';

/** Keys as a terminal sends them. */
export const KEY = { enter: '\r', down: '\u001B[B', erase: '\u007F', ctrlC: '\u0003' } as const;

// Both are CommonJS.
const { Terminal: Screen } = headless;
const { SerializeAddon } = serialize;

const COLUMNS = 80;
const ROWS = 60;

/** A command of the house at a terminal of its own, made by util-linux's `script`. */
export class Terminal {
  readonly ended: Promise<number | null>;
  private raw = '';
  /** How much of it is forgotten. */
  private seen = 0;
  private readonly child: ChildProcess;

  constructor(script: string, args: string[], env: Record<string, string>) {
    const program = ['cli/launch.js', script.replace(/\.ts$/, '')];
    const command = [`stty cols ${COLUMNS} rows ${ROWS}; exec`, process.execPath, ...program, ...args].join(' ');
    const kept = Object.entries(process.env).filter(([key]) => !/^(OKTA_|TEMPORAL_|KIRO_|CI$|VITEST)/.test(key));
    this.child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: ROOT,
      env: { ...Object.fromEntries(kept), TERM: 'xterm', ...env },
      detached: true,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.raw += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** What was printed since it was last forgotten, without colours. */
  get text(): string {
    return readable(this.raw.slice(this.seen));
  }

  /** All that was printed, from the start. */
  get everything(): string {
    return readable(this.raw);
  }

  /** What the screen shows now, with its colours. */
  async screen(): Promise<string> {
    const screen = new Screen({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
    const serializer = new SerializeAddon();
    screen.loadAddon(serializer);
    await new Promise<void>((resolve) => screen.write(this.raw, resolve));
    return serializer.serialize();
  }

  /** Forget what was printed, so that the next `until` looks at what comes. */
  forget(): void {
    this.seen = this.raw.length;
  }

  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Wait for a text. @throws when the command ends before. */
  async until(wanted: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = wanted.exec(this.text);
      if (found !== null) return found;
      const over = await Promise.race([this.ended.then(() => true), new Promise((r) => setTimeout(r, 50, false))]);
      if (over === true && !wanted.test(this.text)) throw new Error(`It ended without ${wanted}:\n${this.text}`);
    }
  }

  kill(): void {
    if (this.child.exitCode === null && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGKILL');
  }
}

const readable = (raw: string): string => stripVTControlCharacters(raw).replaceAll('\r', '');
