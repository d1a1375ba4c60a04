import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Consoles } from './pages/page-frame.js';
import type { SandboxInfo } from './sandbox-info.js';
import { SCIM_ACCESS_FILE } from './vault.js';

export type { SandboxInfo } from './sandbox-info.js';

/** Fixed, so that a demo that was killed finds its addresses again. Kiro's clients listen on none of these ports. */
export const SANDBOX_PORTS = { okta: 18081, kiro: 18082, dns: 18053, dnsConsole: 18083 } as const;

export interface Sandbox {
  info: SandboxInfo;
  /** What this machine does not allow, in sentences. */
  notes: string[];
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Where state and configuration are kept; null keeps the state in memory, and the configuration until it is closed. */
  stateDir: string | null;
  /** 0 takes a free port, here and below; the state of a run with other ports knows other addresses. */
  oktaPort: number;
  kiroPort: number;
  dnsPort: number;
  dnsConsolePort: number;
  /** Forget the state of earlier runs. */
  fresh?: boolean;
  /** How much later the second name server gives a new record. Milliseconds. */
  lagMs?: number;
}

/** Longer than from one look at DNS to the next, so that the record is seen to appear server by server. */
const LAG_MS = 1_500;

/** Starts an Okta, a Kiro and name servers that keep their state, and writes a configuration for them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'kiro-sandbox-'));
  const fileOf = (system: string): string | null => (options.stateDir === null ? null : join(dir, `${system}.json`));
  const files = { dns: fileOf('dns'), kiro: fileOf('kiro'), okta: fileOf('okta') };
  const config = join(dir, 'onboarding.yaml');
  // The played people's vault, too: its token is worth nothing to a new Kiro.
  const remembered = [
    ...Object.values(files).filter((file) => file !== null),
    join(dir, 'vault.json'),
    join(dir, SCIM_ACCESS_FILE),
    config,
  ];
  if (options.fresh === true) for (const file of remembered) rmSync(file, { force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });

  const started: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((system) => system.close()));
    if (options.stateDir === null) rmSync(dir, { recursive: true, force: true });
  };
  const opened = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const system = await starting;
    started.push(system);
    return system;
  };
  try {
    // Loaded here, so that a command that only needs the ports or the types starts quickly.
    const [{ startDns }, { startKiro }, { startOkta }] = await Promise.all([
      import('./dns/start-dns.js'),
      import('./kiro/start-kiro.js'),
      import('./okta/start-okta.js'),
    ]);
    const { dnsPort: port, dnsConsolePort: consolePort, lagMs = LAG_MS } = options;
    // Each console links to the others; filled when all are there.
    const consoles: Consoles = {};
    const dns = await opened(startDns({ port, consolePort, stateFile: files.dns, lagMs, consoles }));
    const { resolver } = dns;
    const kiro = await opened(startKiro({ port: options.kiroPort, stateFile: files.kiro, resolver, consoles }));
    const okta = await opened(startOkta({ port: options.oktaPort, stateFile: files.okta, consoles, config }));
    Object.assign(consoles, { Okta: okta.url, Kiro: kiro.url, DNS: dns.consoleUrl });
    writeFileSync(config, sandboxConfig({ orgUrl: okta.url, resolver, dnsPort: dns.port }), { mode: 0o600 });
    const info: SandboxInfo = {
      okta: { orgUrl: okta.url, token: okta.token },
      kiro: { consoleUrl: kiro.url },
      dns: { authoritative: dns.authoritative, resolvers: [resolver], consoleUrl: dns.consoleUrl },
      config,
    };
    return { info, notes: dns.note === null ? [] : [dns.note], close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The sandbox that another command has open on these ports and in this folder; null where there is none. */
export async function runningSandbox(options: SandboxOptions): Promise<Omit<SandboxInfo, 'dns'> | null> {
  const { stateDir, oktaPort, kiroPort } = options;
  const [okta, kiro] = [oktaPort, kiroPort].map((port) => `http://127.0.0.1:${port}`) as [string, string];
  const isThere = async (url: string, name: string): Promise<boolean> => {
    const page = await fetch(`${url}/console`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    return page !== null && (await page.text()).includes(`<title>${name} (sandbox)</title>`);
  };
  const found = await Promise.all([isThere(okta, 'Okta'), isThere(kiro, 'Kiro')]);
  if (found.includes(false) || stateDir === null) return null;
  const { SANDBOX_TOKEN } = await import('./okta/start-okta.js');
  const config = join(stateDir, 'onboarding.yaml');
  return { okta: { orgUrl: okta, token: SANDBOX_TOKEN }, kiro: { consoleUrl: kiro }, config };
}

/** A ready onboarding.yaml for the sandbox: its people and groups, with hours shortened to seconds. */
function sandboxConfig(at: { orgUrl: string; resolver: string; dnsPort: number }): string {
  return `# Made by the sandbox for itself; hours are shortened to seconds.
domain: example.com
scopes: [codewhisperer:completions, codewhisperer:conversations]
okta:
  orgUrl: ${at.orgUrl}
signIn: { groups: [Kiro Users] }
push: { groups: [Kiro Team] }
subscribe: { groups: [Kiro Team], tier: Kiro Pro }
pilot: ana@example.com
dns: { resolvers: ["${at.resolver}"], port: ${at.dnsPort} }
waits: { syncWindow: 5s }
people: { kiroAdmin: ana@example.com, oktaAdmin: ben@example.com, dnsAdmin: cem@example.com, proof: none }
`;
}
