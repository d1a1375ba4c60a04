import { CancellationScope } from '@temporalio/workflow';
import { beginTxtLook, lookForElsewhere, untilSeen } from '../dns-watch.js';
import type { StepBody } from '../engine.js';
import { txtRecord } from '../txt-record.js';

/** The look at every name server, until all of them have the record; days of waiting cost no events. */
export const dnsPropagation: StepBody = async (run) => {
  // Throws where the domain was left out.
  txtRecord(run);
  // A run of an earlier version has not looked in this way yet.
  const goesOn = run.wasAsked('dns-propagation', 'checkNow') && run.state.txtLook.since !== null;
  if (!goesOn) beginTxtLook(run);
  const beside = new CancellationScope();
  beside.run(() => lookForElsewhere(run)).catch(() => undefined);
  const proof = await run.look('dns-propagation', 'dns', () => untilSeen(run)).finally(() => beside.cancel());
  return { ...proof, confirmed: 'proven', summary: 'Every name server gives the record' };
};
