/** What a call needs twice over: an OAuth scope opens an API, and an admin role says on which objects. */
interface Right {
  path: RegExp;
  /** Names in a scope, such as `apps` in `okta.apps.read`. */
  scopes: string[];
  role: string;
}

const APPS = 'Application Administrator';

/** The first that matches counts; as in docs/okta-permissions.md. */
const RIGHTS: readonly Right[] = [
  { path: /^\/apps\/[^/]+\/group-push/, scopes: ['apps', 'groups'], role: APPS },
  { path: /^\/apps/, scopes: ['apps'], role: APPS },
  { path: /^\/groups/, scopes: ['groups'], role: APPS },
  { path: /^\/users/, scopes: ['users'], role: APPS },
  { path: /^\/meta\/types/, scopes: ['userTypes'], role: APPS },
  { path: /^\/mappings/, scopes: ['profileMappings'], role: APPS },
  { path: /^\/authorizationServers/, scopes: ['authorizationServers'], role: 'API Access Management Administrator' },
  { path: /^\/logs/, scopes: ['logs'], role: 'Report Administrator' },
];

/** The scope and the role that a refused call (403) most likely lacks, as a thing to do. */
export function rightsToGive({ method, path }: { method: string; path: string }): string {
  const right = RIGHTS.find((one) => one.path.test(path.replace(/^\/api\/v1/, '')));
  const verb = method === 'GET' ? 'read' : 'manage';
  const scopes = (right?.scopes ?? []).map((name) => `okta.${name}.${verb}`).join(' and ');
  if (right === undefined)
    return 'Give the API client the scopes and the admin roles of docs/okta-permissions.md; then redo the step.';
  return (
    `Grant the service app ${scopes} (tab Okta API Scopes) and the role ${right.role} (tab Admin roles); an API token has ` +
    'the roles of the admin who made it. Then redo the step.'
  );
}
