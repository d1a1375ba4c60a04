import type { ConnectionInput } from '../connection/connection-input.js';
import type { ConnectionNews } from '../connection/record.js';
import type { RunInput } from '../model/run-input.js';
import type { RunObjects } from './review.js';
import type { Task } from './task.js';

export interface RecordTask extends Task<ConnectionInput> {
  news: ConnectionNews;
}

export interface TurnTask extends Task<RunInput> {
  /** Workflow type of the run that asks. */
  runbook: string;
  /** Wait until it is granted, instead of coming back with who is ahead. */
  isPatient: boolean;
}

/** A connection as its record knows it: ids of its objects in Okta, and Kiro's side; what is not known is null. */
export interface KnownConnection extends RunObjects {
  clientId: string | null;
  issuer: string | null;
  /** SCIM endpoint of the Kiro profile. */
  endpoint: string | null;
  /** Where people keep the SCIM token. */
  storedAt: string | null;
}

export interface Turn {
  /** Workflow ids of the runs that go first; empty: it is granted. */
  ahead: string[];
  /** The connection, as its record knows it now. */
  known: KnownConnection;
}

export interface ConnectionActivities {
  /** Tells the record of the connection what a run has made or found; starts the record where there is none yet. */
  recordConnection(task: RecordTask): Promise<void>;
  /**
   * Asks for the turn to change the connection, and reads what is known of it. With `isPatient` it fails (retryable, benign,
   * who is ahead as message) until the turn is granted. A run ahead that has ended without a word gives its turn up.
   */
  takeTurn(task: TurnTask): Promise<Turn>;
}
