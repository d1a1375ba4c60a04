import type { StepBody } from '../engine.js';

/** Step 3, Add and verify domain: the token that Kiro shows. */
export const domain: StepBody = async (run) => {
  const { value, ...sender } = await run.answer('domain', 'domainAdded');
  const evidence = [{ label: 'Verification token', value: value.verificationToken, url: null }];
  return { confirmed: 'attested', summary: `${run.input.domain} is added in Kiro`, evidence, sender };
};
