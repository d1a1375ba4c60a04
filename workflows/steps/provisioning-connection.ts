import { changesAfter } from '../../runbook/proof.js';
import type { StepBody } from '../engine.js';
import { LeftOut } from '../left-out.js';
import { okta } from '../outside.js';
import { configuredBy, readProvisioning } from '../provisioning.js';

/** Step 4, Configure API integration: by API where the org proves that it serves, else by a person. */
export const provisioningConnection: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const access = run.state.answers.scimAccessIssued?.value;
  if (access === undefined) throw new LeftOut('There is no SCIM access to connect with.');
  let found = await okta.connectProvisioning.executeWithOptions({ summary: 'Does the org connect it by itself' }, [
    { ...run.task, appId, endpoint: access.endpoint, sealedToken: access.token ?? null },
  ]);
  // What the API has set stays set, whoever does the rest.
  const written = found.changes;
  const isConnected = (): boolean => found.connection === 'connected' || found.createUsers === 'on';
  let reason: string | undefined;
  while (!isConnected()) {
    await run.answer('provisioning-connection', 'provisioningConfigured', reason);
    found = await readProvisioning(run, appId);
    if (isConnected() || found.connection === 'unknown') break;
    reason = 'Okta says that the connection is still off: Provisioning, Integration, Enable API integration, Save.';
    run.retract('provisioning-connection', 'provisioningConfigured', reason);
  }
  const { connection, createUsers, updateUserAttributes, ...proof } = found;
  run.state.facts.provisioning = { connection, createUsers, updateUserAttributes };
  return {
    ...proof,
    changes: changesAfter(written, proof.changes),
    confirmed: isConnected() ? 'proven' : 'attested',
    summary: isConnected()
      ? 'The application is connected'
      : 'Connected, as the Okta admin said; the org neither confirms nor denies it',
    ...configuredBy(run),
  };
};
