import type { StepBody } from '../engine.js';

/** Subscribe your team to Kiro. */
export const subscribeTeam: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('subscribe-team', 'teamSubscribed');
  const who = [...(value.groups ?? run.input.subscribe.groups), ...(value.users ?? run.input.subscribe.users)];
  return { confirmed: 'attested', summary: `${who.join(', ')}: ${value.tier ?? run.input.subscribe.tier}`, sender };
};
