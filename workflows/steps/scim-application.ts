import { okta } from '../outside.js';
import type { StepBody } from '../engine.js';
import { LeftOut } from '../left-out.js';

/** Step 4, Create app integration. */
export const scimApplication: StepBody = async (run) => {
  const choice = run.state.choices['scim-application'] ?? null;
  const { appId, ...proof } = await okta.ensureScimApplication.executeWithOptions(
    { summary: `SCIM application "${run.input.okta.provisioningApplication}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.scimApplication = { appId };
  return { ...proof, confirmed: 'proven', summary: `Application ${appId}` };
};

/** Step 4, Configure API integration: by API where the org proves that it serves, else by a person. */
export const provisioningConnection: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const access = run.state.answers.scimAccessIssued?.value;
  if (access === undefined) throw new LeftOut('There is no SCIM access to connect with.');
  let found = await okta.connectProvisioning.executeWithOptions({ summary: 'Does the org connect it by itself' }, [
    { ...run.task, appId, endpoint: access.endpoint, sealedToken: access.token ?? null },
  ]);
  const isConnected = (): boolean => found.connection === 'connected' || found.createUsers === 'on';
  if (!isConnected()) {
    await run.answer('provisioning-connection', 'provisioningConfigured');
    found = await okta.readProvisioning.executeWithOptions({ summary: 'What the org says of the connection' }, [
      { ...run.task, appId },
    ]);
  }
  const { connection, createUsers, updateUserAttributes, ...proof } = found;
  run.state.facts.provisioning = { connection, createUsers, updateUserAttributes };
  const sender = run.state.answers.provisioningConfigured;
  return {
    ...proof,
    confirmed: isConnected() ? 'proven' : 'attested',
    summary: isConnected()
      ? 'The application is connected'
      : 'Connected, as the Okta admin said; the org neither confirms nor denies it',
    ...(sender === undefined ? {} : { sender }),
  };
};

/** Step 4, To App: Create Users and Update User Attributes. */
export const provisioningFeatures: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  let state = run.need('provisioning', 'provisioning-connection');
  // What was read for the connection is too old when this step alone is redone.
  const isRedone = run.state.steps['provisioning-features'].history.length > 0;
  if (isRedone) state = await okta.readProvisioning({ ...run.task, appId });
  const missing = (): string[] => [
    ...(state.createUsers === 'off' ? ['Create Users'] : []),
    ...(state.updateUserAttributes === 'off' ? ['Update User Attributes'] : []),
  ];
  let proof = { evidence: run.state.steps['provisioning-connection'].evidence };
  while (missing().length > 0) {
    const reason = `Okta says that ${missing().join(' and ')} is still off: Provisioning, To App, Edit, enable, Save.`;
    delete run.state.answers.provisioningConfigured;
    await run.answer('provisioning-features', 'provisioningConfigured', reason);
    const found = await okta.readProvisioning({ ...run.task, appId });
    state = found;
    proof = { evidence: found.evidence };
  }
  // The attribute mapping may have come only with the switches: it is looked for again, even if somebody was asked.
  delete run.state.troubles['attribute-mappings'];
  const isProven = state.createUsers === 'on' && state.updateUserAttributes === 'on';
  const summary = isProven
    ? 'Both switches are on'
    : 'On, as the Okta admin said; the org neither confirms nor denies it';
  return { ...proof, confirmed: isProven ? 'proven' : 'attested', summary };
};
