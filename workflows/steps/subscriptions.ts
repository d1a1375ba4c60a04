import type { StepBody } from '../engine.js';

/** Subscribe your team to Kiro. */
export const subscribeTeam: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('subscribe-team', 'teamSubscribed');
  const who = [...(value.groups ?? run.input.subscribe.groups), ...(value.users ?? run.input.subscribe.users)];
  return { confirmed: 'attested', summary: `${who.join(', ')}: ${value.tier ?? run.input.subscribe.tier}`, sender };
};

/** Subscribe your team to Kiro: one real sign-in, where a pilot is configured. */
export const pilotSignIn: StepBody = async (run) => {
  if (run.input.pilot === null) return { confirmed: null, summary: 'No pilot is configured' };
  await run.ask('pilot-sign-in', 'stepDone', () => run.state.attested['pilot-sign-in'] !== undefined);
  const { note, ...sender } = run.state.attested['pilot-sign-in']!;
  return { confirmed: 'attested', summary: note ?? `${run.input.pilot} signed in and got an answer`, sender };
};
