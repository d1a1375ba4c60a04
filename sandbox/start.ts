import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';
import { startDns } from './dns/index.js';
import { startKiro } from './kiro/index.js';
import { startOkta } from './okta/index.js';
import { sandboxConfig } from './config.js';

/** What talks to the sandbox needs to know; the JSON line that `npm run sandbox` prints. */
export interface SandboxInfo {
  okta: { orgUrl: string; token: string };
  kiro: { consoleUrl: string };
  dns: { authoritative: string[]; resolvers: string[]; consoleUrl: string };
  /** Path of a ready onboarding.yaml. */
  config: string;
}

export interface Sandbox {
  info: SandboxInfo;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Where state and configuration are kept; null keeps them for this process only. */
  stateDir: string | null;
  oktaPort: number;
  kiroPort: number;
  dnsPort: number;
  dnsConsolePort: number;
  /** Forget the state of earlier runs. */
  fresh?: boolean;
  /** How much later the second name server gives a new record. Milliseconds. */
  lagMs?: number;
}

/** Start an Okta, a Kiro and name servers that keep their state, and write a configuration for them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'kiro-sandbox-'));
  if (options.fresh === true) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const file = (name: string): string | null => (options.stateDir === null ? null : join(dir, name));

  const dns = await startDns({
    port: options.dnsPort,
    consolePort: options.dnsConsolePort,
    stateFile: file('dns.json'),
    lagMs: options.lagMs ?? 700,
  });
  const kiro = await startKiro({ port: options.kiroPort, stateFile: file('kiro.json'), resolver: dns.resolver });
  const okta = await startOkta({ port: options.oktaPort, stateFile: file('okta.json') });
  const config = join(dir, 'onboarding.yaml');
  writeFileSync(config, sandboxConfig({ orgUrl: okta.url, resolver: dns.resolver, dnsPort: dns.port }));
  return {
    info: {
      okta: { orgUrl: okta.url, token: okta.token },
      kiro: { consoleUrl: `${kiro.url}/console` },
      dns: { authoritative: dns.authoritative, resolvers: [dns.resolver], consoleUrl: `${dns.consoleUrl}/console` },
      config,
    },
    close: async () => {
      await Promise.all([dns.close(), kiro.close(), okta.close()]);
      if (options.stateDir === null) rmSync(dir, { recursive: true, force: true });
    },
  };
}
