import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../../activities/dns/transport/ask.js';
import { requirePath, type Program } from './programs.js';

/** Servers of one test file: their folder, and the port that all of them have, each at an address of its own. */
export class Lab {
  readonly dir = mkdtempSync(join(tmpdir(), 'kiro-interop-'));
  private readonly children: ChildProcess[] = [];
  private constructor(readonly port: number) {}

  static async open(): Promise<Lab> {
    return new Lab(await freePort());
  }

  /** Writes a file of the lab; its path. */
  write(name: string, text: string): string {
    const path = join(this.dir, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Starts a server in the foreground; the function it returns gives the output if the server ends too early. */
  start(program: Program, args: string[], env: NodeJS.ProcessEnv = process.env): () => string {
    const child = spawn(requirePath(program), args, { cwd: this.dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4000);
      });
    }
    this.children.push(child);
    process.once('exit', () => child.kill('SIGKILL'));
    return () => (child.exitCode === null ? '' : `${program} ended with ${child.exitCode}: ${output}`);
  }

  /** Starts a name server, and waits until it answers for a zone. */
  async serve(program: Program, args: string[], address: string, zone: string, recursion = false): Promise<void> {
    const ended = this.start(program, args);
    await until(async () => {
      if (ended() !== '') throw new Error(ended());
      const options = { timeoutMs: 500, recursion, signal: new AbortController().signal };
      const reply = await ask({ address, port: this.port }, { name: zone, type: 'SOA' }, options);
      return 'message' in reply && reply.message.answers.length > 0;
    }, `${program} at ${address} does not answer for ${zone}`);
  }

  /** Runs a program to its end; what it printed. */
  async run(program: Program, args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(requirePath(program), args, { cwd: this.dir, timeout: 60_000 });
    return stdout;
  }

  async close(): Promise<void> {
    const running = this.children.filter((child) => child.exitCode === null && child.signalCode === null);
    const ends = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ends);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const PATIENCE_MS = 60_000;

/** Waits for a condition of the world. */
export async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
