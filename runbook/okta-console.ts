/** Hosts on which Okta serves orgs; their Admin Console lives at `<name>-admin`. */
const OKTA_HOSTS = /^([a-z0-9-]+)(\.(?:okta|oktapreview|okta-emea|okta-gov)\.com)$/;

/** Address of a page in that org's Admin Console. An org on a custom domain is left as it is. */
export function adminConsole(orgUrl: string, page: string): string {
  const url = new URL(orgUrl);
  url.hostname = url.hostname.replace(OKTA_HOSTS, '$1-admin$2');
  return `${url.origin}/admin/${page}`;
}
