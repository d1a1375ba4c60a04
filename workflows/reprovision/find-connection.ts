import { asOnboarding, enter } from '../day-two/enter.js';
import { SkippedToo } from '../engine/failures.js';
import { okta } from '../outside.js';
import type { ReprovisionStepBody } from './reprovision-run.js';

/** The objects in Okta, as the onboarding has made them: none of them is made anew. */
export const find: ReprovisionStepBody = async (run) => {
  const evidence = await enter(run, 'find');
  const { facts } = run.state;
  const known = run.need('connection', 'find');
  // A record may know the server and not its issuer, which the new profile needs.
  const looked =
    known.issuer === null
      ? await okta.findObjects.executeWithOptions({ summary: 'Find the issuer' }, [asOnboarding(run)])
      : null;
  const { signInAppId, clientId, serverId, scimAppId, endpoint } = known;
  const issuer = known.issuer ?? looked?.issuer ?? null;
  if (signInAppId === null || clientId === null || serverId === null || issuer === null || scimAppId === null)
    throw new SkippedToo(
      'Not everything of the connection is in Okta: run the onboarding, which makes what is missing.',
    );
  facts.oidcApplication = { appId: signInAppId, clientId };
  facts.authorizationServer = { serverId, issuer };
  facts.scimApplication = { appId: scimAppId };
  run.state.endpointBefore ??= endpoint;
  const before = run.state.endpointBefore;
  return {
    evidence: [
      ...evidence,
      { label: 'SCIM application', value: scimAppId, url: null },
      ...(before === null ? [] : [{ label: 'SCIM endpoint before', value: before, url: null }]),
    ],
    confirmed: 'proven',
    summary: `Okta has the application ${signInAppId} to sign in and ${scimAppId} to provision`,
  };
};
