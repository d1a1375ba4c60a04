/** The Admin Console of an org: `example.okta.com` has `example-admin.okta.com`; other hosts keep their name. */
export function adminConsole(orgUrl: string): string {
  const url = new URL(orgUrl);
  const okta = /^([^.]+)\.(okta|oktapreview|okta-emea)\.com$/.exec(url.hostname);
  if (okta !== null) url.hostname = `${okta[1]}-admin.${okta[2]}.com`;
  return url.origin;
}

/** Pages of the Admin Console, as its own links write them. */
export function consolePages(orgUrl: string) {
  const admin = adminConsole(orgUrl);
  return {
    app: (name: string, id: string, tab = 'general') => `${admin}/admin/app/${name}/instance/${id}/#tab-${tab}`,
    group: (id: string) => `${admin}/admin/group/${id}`,
    user: (id: string) => `${admin}/admin/user/profile/view/${id}`,
    authorizationServer: (id: string) => `${admin}/admin/oauth2/as/${id}`,
    authorizationServers: () => `${admin}/admin/oauth2/as`,
  };
}
