import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 2, Token Preview: by evaluation, and by a real sign-in where the configuration asks for one. */
export const tokenCheck: StepBody = async (run) => {
  const { serverId, issuer } = run.need('authorizationServer', 'authorization-server');
  const { appId, clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.checkToken.executeWithOptions({ summary: 'What a token will hold' }, [
    { ...run.task, serverId, issuer, appId, clientId },
  ]);
  if (run.input.signIn.test === 'required') await run.answer('token-check', 'signInTested');
  const tested = run.state.answers.signInTested;
  const how = tested === undefined ? 'by evaluating the policies' : 'by evaluating the policies and by a real sign-in';
  return { ...proof, confirmed: 'proven', summary: `iss and scp are as the guide wants them, ${how}` };
};
