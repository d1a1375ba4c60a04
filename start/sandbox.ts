import { join } from 'node:path';
import { note } from '../cli/lib/output.js';
import { DEFAULT_CONFIG } from '../cli/lib/reach.js';
import { type Sandbox, SANDBOX_PORTS, startSandbox } from '../sandbox/start.js';
import type { Closers } from './closers.js';
import type { StartOptions } from './options.js';
import type { View } from './view.js';

/** Say what the sandbox is, before anything else: nobody shall take it for their org. */
export function introduceSandbox({ interactive }: StartOptions, view: View): void {
  view.say(`No ${DEFAULT_CONFIG} here, so this is the SANDBOX: an Okta, a Kiro and name servers on this machine.`);
  view.say(`Hours are shortened to seconds, and ${interactive ? 'you play the people:' : 'the people are played.'}`);
}

/** Start the sandbox on the usual ports or those that were asked for; its state outlives the command. */
export async function openSandbox(
  options: StartOptions,
  stateDir: string,
  view: View,
  closers: Closers,
): Promise<Sandbox> {
  const sandbox = await startSandbox({
    stateDir: join(stateDir, 'sandbox'),
    oktaPort: options.oktaPort ?? SANDBOX_PORTS.okta,
    kiroPort: options.kiroPort ?? SANDBOX_PORTS.kiro,
    dnsPort: options.dnsPort ?? SANDBOX_PORTS.dns,
    dnsConsolePort: options.dnsConsolePort ?? SANDBOX_PORTS.dnsConsole,
    fresh: options.fresh,
  });
  closers.add(() => sandbox.close());
  sandbox.notes.forEach(note);
  if (options.interactive) {
    const { okta, kiro, dns } = sandbox.info;
    view.say(
      `Their consoles, below /console of each: Okta ${okta.orgUrl}, Kiro ${kiro.consoleUrl}, DNS ${dns.consoleUrl} (docs/sandbox.md).`,
    );
  }
  return sandbox;
}

/** The sandbox brings its own credentials; those of a real org never reach it. */
export function sandboxEnvironment({ info }: Sandbox): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith('OKTA_CLIENT_'));
  return { ...Object.fromEntries(kept), OKTA_CLIENT_ORGURL: info.okta.orgUrl, OKTA_CLIENT_TOKEN: info.okta.token };
}
