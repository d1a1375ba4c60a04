/** Hosts on which Okta serves orgs; their Admin Console lives at `<name>-admin`. */
const OKTA_HOSTS = /^([a-z0-9-]+)(\.(?:okta|oktapreview|okta-emea|okta-gov)\.com)$/;

/** The Admin Console of an org: `example.okta.com` has `example-admin.okta.com`; a custom domain keeps its name. */
export function adminConsole(orgUrl: string): string {
  const url = new URL(orgUrl);
  url.hostname = url.hostname.replace(OKTA_HOSTS, '$1-admin$2');
  return url.origin;
}

/** Pages of the Admin Console, as its own links write them. */
export function consolePages(orgUrl: string) {
  const admin = adminConsole(orgUrl);
  return {
    app: (name: string, id: string, tab = 'general') => `${admin}/admin/app/${name}/instance/${id}/#tab-${tab}`,
    group: (id: string) => `${admin}/admin/group/${id}`,
    user: (id: string) => `${admin}/admin/user/profile/view/${id}`,
    people: () => `${admin}/admin/users`,
    authorizationServer: (id: string) => `${admin}/admin/oauth2/as/${id}`,
    authorizationServers: () => `${admin}/admin/oauth2/as`,
  };
}
