import type { Proof } from '../../runbook/model/proof.js';
import type { Task } from '../../runbook/outside.js';
import { trueReason } from './check-credentials.js';
import type { Mode } from './okta-api.js';
import type { OktaClient } from './okta-client.js';
import { toFailure } from './okta-failures.js';
import { requireOrg } from './org-addresses.js';
import { openSession, proofOf, type Session, soonAfterWrites, withWritten } from './session.js';

/**
 * Makes activities of work on one Okta org: each has a session of its own, gives the proof that the work wrote into it, and
 * fails with an `ApplicationFailure` alone.
 */
export const oktaActivity =
  (client: OktaClient) =>
  <T extends Task, R extends object>(work: (session: Session, task: T) => Promise<R>, mode: Mode = 'apply') =>
  async (task: T): Promise<Proof & R> => {
    let session: Session | null = null;
    try {
      await requireOrg(client, task);
      session = openSession(client, task, mode);
      const result = await work(session, task);
      return { ...proofOf(session), ...result };
    } catch (error) {
      const failure = toFailure(await trueReason(error, client), client.orgUrl, client.secrets());
      throw soonAfterWrites(withWritten(failure, session), session);
    }
  };
