import type { ConnectionNews } from '../connection/record.js';
import type { TurnState } from '../connection/turns.js';
import type { CommonFacts, RunState } from '../model/state.js';
import type { KnownConnection } from '../outside/connection.js';

export interface DayTwoFacts extends CommonFacts {
  /** The connection that the run is about; there once its first step has begun. */
  connection?: KnownConnection;
  /** Of that, what the record of the connection did not know when the step began: the run tells it that alone. */
  unrecorded?: Pick<ConnectionNews, 'objects' | 'issuer'>;
}

/** The state of every runbook of day two; each adds what it needs beside this. */
export interface DayTwoState extends RunState, TurnState {
  facts: DayTwoFacts;
}

/** What must not be missing in a fact of a run that is carried on (`Runbook.factKeys`). */
export const DAY_TWO_FACT_KEYS = {
  connection: ['signInAppId', 'scimAppId', 'serverId'],
  unrecorded: ['objects'],
} as const;
