import type { AccessList, HasAccess } from '../review-access/access-list.js';
import type { Removal } from '../review-access/removal.js';
import type { Finding, Proof } from '../model/proof.js';
import type { RunObjects } from './review.js';
import type { Task } from './task.js';

/** A file in the worker's reports folder. */
export interface WrittenFile {
  path: string;
  sha256: string;
}

export interface AccessTask extends Task {
  objects: RunObjects;
  /** SCIM endpoint of the connection; null where it is not known. */
  endpoint: string | null;
  /** The list of the Subscriptions tab as text; null where none was given. */
  seats: string | null;
}

/** Who has access, as far as it could be seen. */
export interface AccessSeen extends Proof {
  people: HasAccess[];
  file: WrittenFile;
  /** What lets people in whom no list shows, or keeps them off the list. */
  findings: Finding[];
  /** Why the list may not be whole, a sentence each; empty where it is. They are among the warnings, too. */
  unseen: string[];
}

/** What the list of decisions is made of. */
export interface DecisionsTask {
  workflowId: string;
  list: AccessList;
  removals: Record<string, Removal>;
}

export interface AccessReviewActivities {
  /** Everybody who has access now, by Okta, Kiro and the list of seats; writes the list to fill in under the reports folder. */
  listAccess(task: AccessTask): Promise<AccessSeen>;
  /**
   * What became of an offboarding that this run has not started, or not in this execution. Fails (retryable, benign) while it
   * goes on. Null where none has begun since then (ISO 8601; null is ever).
   */
  awaitOffboarding(task: { offboardId: string; since: string | null }): Promise<Removal | null>;
  /** Writes every decision, who made it, and what became of it, under the reports folder. */
  writeDecisions(task: DecisionsTask): Promise<Proof & { file: WrittenFile }>;
  /** Writes the SHA-256 of each of those files into one more, as `sha256sum -c` reads it. */
  writeSums(task: { workflowId: string; files: WrittenFile[] }): Promise<Proof>;
}
