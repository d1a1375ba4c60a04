/** Where the sandbox is and how to use it: the JSON line that `npm run sandbox` prints. */
export interface SandboxInfo {
  okta: { orgUrl: string; token: string };
  /** The calls of the consoles are below `/console` of these addresses, and of the org's. */
  kiro: { consoleUrl: string };
  dns: { authoritative: string[]; resolvers: string[]; consoleUrl: string };
  /** Path of a ready onboarding.yaml. */
  config: string;
}
