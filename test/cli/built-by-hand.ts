import { OFFLINE_ACCESS, REDIRECT_URIS } from '../../runbook/onboarding/guide.js';
import { connectIn } from '../activities/okta/run.js';
import { type Org, untilReady } from '../activities/okta/support.js';

/** Ids of the objects that somebody has built by hand. */
export interface BuiltByHand {
  oidcAppId: string;
  clientId: string;
  serverId: string;
  issuer: string;
  scimAppId: string;
}

interface Body {
  id: string;
  issuer: string;
  credentials: { oauthClient: { client_id: string } };
}

/**
 * What an admin builds in the console by the guide alone, by the calls that the console makes: without our marks, with a policy
 * and a rule of their own names, and with the grants that the console ticks by itself.
 */
export async function builtByHand(
  org: Org,
  scim: { baseUrl: string; token: string },
  names: { oidc?: string; scim?: string } = {},
): Promise<BuiltByHand> {
  const make = (path: string, body: object): Promise<Body> => org.call('POST', path, body) as Promise<Body>;
  const app = (await oidcAppByHand(org, names.oidc ?? 'Kiro-OIDC')) as Body;
  const clientId = app.credentials.oauthClient.client_id;
  const server = await make('/api/v1/authorizationServers', {
    name: 'Kiro',
    description: 'For Kiro, by Dee',
    audiences: ['api://kiro'],
    issuerMode: 'ORG_URL',
    credentials: { signing: { rotationMode: 'AUTO' } },
  });
  const at = `/api/v1/authorizationServers/${server.id}`;
  for (const name of org.task.input.scopes)
    await make(`${at}/scopes`, { name, consent: 'IMPLICIT', metadataPublish: 'NO_CLIENTS' });
  const policy = await make(`${at}/policies`, {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name: 'Who may use Kiro',
    description: 'By Dee',
    priority: 1,
    status: 'ACTIVE',
    conditions: { clients: { include: [clientId] } },
  });
  await make(`${at}/policies/${policy.id}/rules`, {
    type: 'RESOURCE_ACCESS',
    name: 'Everybody',
    status: 'ACTIVE',
    priority: 1,
    conditions: {
      people: { groups: { include: ['EVERYONE'], exclude: [] }, users: { include: [], exclude: [] } },
      grantTypes: { include: ['authorization_code', 'implicit', 'password'] },
      scopes: { include: [...org.task.input.scopes, OFFLINE_ACCESS] },
    },
    actions: {
      token: { accessTokenLifetimeMinutes: 60, refreshTokenLifetimeMinutes: 0, refreshTokenWindowMinutes: 10_080 },
    },
  });
  const scimApp = await make('/api/v1/apps?activate=true', {
    name: 'amazon_aws_sso',
    label: names.scim ?? 'AWS IAM Identity Center (Kiro)',
    signOnMode: 'SAML_2_0',
    settings: {},
  });
  // Assignments, mappings and pushed groups have no marks, so it is the same who makes them.
  const inScim = { ...org.task, appId: scimApp.id };
  await untilReady(() => org.okta.ensureSignInAssignments({ ...org.task, appId: app.id }));
  await connectIn(org, scim)(scimApp.id);
  await untilReady(() => org.okta.ensureAttributeMappings(inScim));
  await untilReady(() => org.okta.ensureProvisioningAssignments(inScim));
  await untilReady(() => org.okta.ensurePushGroups(inScim));
  return { oidcAppId: app.id, clientId, serverId: server.id, issuer: server.issuer, scimAppId: scimApp.id };
}

/** The guide's native application, as the console makes it. */
export const oidcAppByHand = (org: Org, label: string): Promise<unknown> =>
  org.call('POST', '/api/v1/apps?activate=true', {
    name: 'oidc_client',
    label,
    signOnMode: 'OPENID_CONNECT',
    visibility: { hide: { iOS: true, web: true } },
    credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true, autoKeyRotation: true } },
    settings: {
      implicitAssignment: false,
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...REDIRECT_URIS],
        consent_method: 'REQUIRED',
        refresh_token: { rotation_type: 'STATIC' },
        wildcard_redirect: 'DISABLED',
        dpop_bound_access_tokens: false,
      },
    },
  });
