import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 1, Add users and groups. */
export const signInAssignments: StepBody = async (run) => {
  const { appId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureSignInAssignments.executeWithOptions({ summary: 'Assign who may sign in' }, [
    { ...run.task, appId },
  ]);
  return { ...proof, confirmed: 'proven', summary: describe(run.input.signIn) };
};

const describe = ({ groups, users }: { groups: string[]; users: string[] }): string =>
  [...groups.map((group) => `group ${group}`), ...users].join(', ');
