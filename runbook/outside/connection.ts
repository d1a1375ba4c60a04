import type { ConnectionInput } from '../connection/connection-input.js';
import type { ConnectionNews, ConnectionObjects, KeptStep } from '../connection/record.js';
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
  /** Begin the record where there is none. Absent: yes. Else nobody is ahead, and nothing is known. */
  startsRecord?: boolean;
  /** Workflow types to wait for all the same, of a run that goes beside all others. */
  behind?: string[];
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

/** What earlier runs of a connection have left, and what of it can be seen now. */
export interface Kept {
  /** By step. */
  steps: Record<string, KeptStep>;
  /** The SCIM endpoint that the record knows. */
  endpoint: string | null;
  /** `isOld`: it is due to be renewed. */
  token: { issuedAt: string | null; storedAt: string | null; isOld: boolean };
  kiro: KiroNow;
}

/**
 * Kiro's side today. `here`: its endpoint takes the SCIM access that the worker holds; `gone`: it does not; `unseen`: the worker
 * holds none for it.
 */
export interface KiroNow {
  seen: 'here' | 'gone' | 'unseen';
  /** What was seen, some words that follow "because". */
  text: string;
}

/** Stands where a sealed token would: the worker uses the SCIM access that it holds itself (`KIRO_SCIM_ACCESS_FILE`). */
export const WORKERS_OWN = 'worker';

export interface ConnectionActivities {
  /** Tells the record of the connection what a run has made or found; starts the record where there is none yet. */
  recordConnection(task: RecordTask): Promise<void>;
  /** What a run may take over from earlier ones; null where nothing was kept, or the connection has no record. */
  readKept(task: Task<RunInput>): Promise<Kept | null>;
  /**
   * Asks for the turn to change the connection, and reads what is known of it. With `isPatient` it fails (retryable, benign,
   * who is ahead as message) until the turn is granted. A run ahead that has ended without a word gives its turn up. A run that
   * goes beside all others takes no place, and is granted at once.
   */
  takeTurn(task: TurnTask): Promise<Turn>;
}

/** The objects of a record by the names that activities know them by. */
export const objectsOf = ({
  oidcApplication,
  scimApplication,
  authorizationServer,
}: ConnectionObjects): RunObjects => ({
  signInAppId: oidcApplication,
  scimAppId: scimApplication,
  serverId: authorizationServer,
});
