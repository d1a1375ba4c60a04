import type { StepBody } from '../engine.js';

/** Subscribe your team to Kiro: one real sign-in, where a pilot is configured. */
export const pilotSignIn: StepBody = async (run) => {
  await run.ask('pilot-sign-in', 'stepDone', () => run.state.attested['pilot-sign-in'] !== undefined);
  const { note, ...sender } = run.state.attested['pilot-sign-in']!;
  return { confirmed: 'attested', summary: note ?? `${run.input.pilot} signed in and got an answer`, sender };
};
