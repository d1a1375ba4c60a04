import { settingsOf } from '../../runbook/model/settings.js';
import type { ConnectionActivities } from '../../runbook/outside.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import { readKept } from './read-kept.js';
import { updateRecord } from './reach-record.js';
import { takeTurn } from './take-turn.js';

/** Reaches the record of a connection by the worker's own Temporal; and Kiro, where it holds an access to look with. */
export const createConnectionActivities = ({
  kiroSide = async () => null,
}: { kiroSide?: KiroSideOf } = {}): ConnectionActivities => ({
  async recordConnection({ input, owner, news }) {
    await updateRecord(input, owner, 'recorded', { news, settings: settingsOf(input) });
  },
  readKept: (task) => readKept(task, kiroSide),
  takeTurn,
});
