/** A ready onboarding.yaml for the sandbox: its people and groups, with hours shortened to seconds. */
export function sandboxConfig(at: { orgUrl: string; resolver: string; dnsPort: number }): string {
  return `# Made by the sandbox for itself; hours are shortened to seconds.
domain: example.com
scopes: [codewhisperer:completions, codewhisperer:conversations]
okta:
  orgUrl: ${at.orgUrl}
signIn: { groups: [Kiro Users] }
push: { groups: [Kiro Team] }
subscribe: { groups: [Kiro Team], tier: Kiro Pro }
pilot: ana@example.com
dns: { resolvers: ["${at.resolver}"], port: ${at.dnsPort} }
waits: { syncWindow: 5s }
people: { kiroAdmin: ana@example.com, oktaAdmin: ben@example.com, dnsAdmin: cem@example.com }
`;
}
