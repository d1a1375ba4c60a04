import { settingsOf } from '../../runbook/model/settings.js';
import type { ConnectionActivities } from '../../runbook/outside.js';
import { updateRecord } from './reach-record.js';
import { takeTurn } from './take-turn.js';

/** Reaches the record of a connection by the worker's own Temporal, and nothing else. */
export const createConnectionActivities = (): ConnectionActivities => ({
  async recordConnection({ input, owner, news }) {
    await updateRecord(input, owner, 'recorded', { news, settings: settingsOf(input) });
  },
  takeTurn,
});
