import type { Routes } from '../world.js';
import { appGroupRoutes } from './app-groups.js';
import { appUserRoutes } from './app-users.js';
import { appRoutes } from './apps.js';
import { connectionRoutes } from './connections.js';
import { consoleRoutes } from './console.js';
import { credentialRoutes } from './credentials.js';
import { claimRoutes } from './claims.js';
import { crowdRoutes } from './crowd.js';
import { groupRoutes } from './groups.js';
import { logRoutes } from './logs.js';
import { mappingRoutes } from './mappings.js';
import { metaRoutes } from './meta.js';
import { oauthAuthorizeRoutes } from './oauth-authorize.js';
import { oauthMetadataRoutes } from './oauth-metadata.js';
import { orgOAuthRoutes } from './oauth-org.js';
import { oauthTokenRoutes } from './oauth-token.js';
import { orgRoutes } from './org.js';
import { pushMappingRoutes } from './push-mappings.js';
import { scopeRoutes } from './scopes.js';
import { serverPolicyRoutes } from './server-policies.js';
import { serverRuleRoutes } from './server-rules.js';
import { serverRoutes } from './servers.js';
import { tokenListRoutes } from './token-lists.js';
import { userLifecycleRoutes } from './user-lifecycle.js';
import { userRoutes } from './users.js';

/** One file a resource. The licence check of `serverRoutes` must stand before what hangs on a server. */
export const ALL_ROUTES: readonly Routes[] = [
  appRoutes,
  appGroupRoutes,
  appUserRoutes,
  connectionRoutes,
  pushMappingRoutes,
  credentialRoutes,
  groupRoutes,
  userRoutes,
  userLifecycleRoutes,
  serverRoutes,
  scopeRoutes,
  claimRoutes,
  serverPolicyRoutes,
  serverRuleRoutes,
  mappingRoutes,
  metaRoutes,
  logRoutes,
  orgRoutes,
  orgOAuthRoutes,
  oauthMetadataRoutes,
  oauthAuthorizeRoutes,
  oauthTokenRoutes,
  tokenListRoutes,
  consoleRoutes,
  crowdRoutes,
];
