/** Fixed, so that a killed demo finds its addresses again; none is a port that Kiro's clients listen on. */
export const SANDBOX_PORTS = { okta: 18081, kiro: 18082, dns: 18053, dnsConsole: 18083 } as const;
