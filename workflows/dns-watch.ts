import { addresseesOf } from '../runbook/notices.js';
import type { TxtQuery } from '../runbook/outside.js';
import { dns } from './outside.js';
import type { Run } from './run.js';

/** How long the DNS wait looks every second (`activities/dns/pace.ts`). Milliseconds. */
const EAGER_MS = 60_000;

/** The record has just been published: look now. A wait that has just begun looks every second anyway. */
export function lookAtDns(run: Run): void {
  const began = run.state.steps['dns-propagation'].startedAt;
  if (began !== null && Date.now() - Date.parse(began) > EAGER_MS) run.nudge('dns-propagation');
}

/** A record that comes and goes floods nobody. */
const MOST_ROUNDS = 10;

/**
 * Watches a record that was seen, until the scope is cancelled: looks ever more rarely, and tells when it has
 * disappeared and when it is back. Costs nothing in history but for that.
 */
export async function watchRecord(run: Run, query: TxtQuery): Promise<void> {
  const summary = `TXT record at ${query.recordName}: still there?`;
  const dnsAdmin = addresseesOf({ role: 'dns-admin', overdue: false }, run.input);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (run.state.recordGoneSince === null) {
      await dns.watchTxtRecord.executeWithOptions({ summary }, [{ ...query, since: run.now() }]);
      run.state.recordGoneSince = run.now();
      run.warn(
        `The TXT record at ${query.recordName} has disappeared from DNS, and Kiro has not verified the domain yet: publish it again.`,
        dnsAdmin,
      );
    }
    await dns.awaitTxtRecord.executeWithOptions({ summary }, [{ ...query, since: run.now() }]);
    run.state.recordGoneSince = null;
    run.warn(`The TXT record at ${query.recordName} is back on every name server.`, dnsAdmin);
  }
}
