import type { Finding, Proof } from '../model/proof.js';
import type { Access, Held, Leaver, Membership, StillOpen } from '../offboard/access.js';
import type { KnownConnection } from './connection.js';
import type { Task } from './task.js';

/** The person who leaves, and the connection that they leave. */
export interface LeaverTask extends Task {
  leaver: Leaver;
  known: KnownConnection;
}

export interface OffboardActivities {
  /**
   * The one person of that login, in any case. Nobody and several are a Trouble; with `isDeleted`, an admin's word, that
   * nobody has it is the answer.
   */
  findLeaver(task: Task & { login: string; isDeleted: boolean }): Promise<Proof & { leaver: Leaver }>;
  /** What gives the person access to Kiro, and what they hold; with `countsTokens` also how many refresh tokens. Reads only. */
  readAccess(task: LeaverTask & { countsTokens: boolean }): Promise<Proof & { access: Access }>;
  /**
   * Takes the person out of these groups, but for those that somebody else keeps or whose other uses nobody has agreed to
   * lose; with `apps` also ends what assigns the two applications to them alone. Reads back: `held` are groups that they are
   * still in, `open` applications that they still have.
   */
  endAccess(
    task: LeaverTask & {
      groups: Membership[];
      consented: string[];
      apps: boolean;
      /** Ids of the applications that were assigned to them by name. */
      alone: string[];
    },
  ): Promise<Proof & { held: Held[]; open: StillOpen[] }>;
  /** Revokes the person's refresh tokens of Kiro's client one by one, and proves by the server's list that none is left. */
  revokeTokens(task: LeaverTask): Promise<Proof & { revoked: number; findings: Finding[] }>;
  /**
   * Whether Kiro has the person in no pushed group any more. Waits a while (by retries) for Okta's push; still being there
   * then is a Trouble. Without a SCIM client it gives what Okta shows of the push, which proves nothing.
   */
  lookForLeaver(
    task: LeaverTask & { access: Access; endpoint: string | null; sealedToken: string | null; since: string },
  ): Promise<Proof & LeaverInKiro>;
}

export interface LeaverInKiro {
  /** `gone`: seen at the SCIM endpoint. `unseen`: nobody looked there. */
  verdict: 'gone' | 'unseen';
  /** A sentence. */
  text: string;
}
