import type { StepBody } from '../engine.js';
import { dns } from '../outside.js';
import { txtQuery } from '../txt-record.js';

/** One activity that fails until every name server has the record; days of waiting cost no events. */
export const dnsPropagation: StepBody = async (run) => {
  const query = txtQuery(run);
  const proof = await run.look('dns-propagation', 'dns', () =>
    dns.awaitTxtRecord.executeWithOptions({ summary: `TXT record at ${query.recordName}` }, [query]),
  );
  return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
};
