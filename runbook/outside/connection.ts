import type { ConnectionInput } from '../connection/connection-input.js';
import type { ConnectionNews } from '../connection/record.js';
import type { Task } from './task.js';

export interface RecordTask extends Task<ConnectionInput> {
  news: ConnectionNews;
}

export interface ConnectionActivities {
  /** Tells the record of the connection what a run has made or found; starts the record where there is none yet. */
  recordConnection(task: RecordTask): Promise<void>;
}
