/** Where, and with which key, a record is published by dynamic update. The key's secret is the worker's alone. */
export interface DynamicUpdate {
  /** Of the zone's primary server, "host:port". */
  server: string;
  /** Null: found by asking the server. */
  zone: string | null;
  /** Name of the TSIG key. */
  keyName: string;
  algorithm: 'hmac-sha256' | 'hmac-sha384' | 'hmac-sha512';
}

/**
 * What the publishers with settings have under their own name in `dns` of onboarding.yaml; null where it is not given.
 * A new key needs its default (`INPUT_DEFAULTS`), by which the runs that were started before it are completed.
 */
export interface DnsPublisherSettings {
  rfc2136: DynamicUpdate | null;
}

/** One way in which the worker publishes the TXT record. */
interface DnsPublisher {
  /** What the worker's environment must hold for it. */
  environment: string;
  /** Its settings in onboarding.yaml, for the messages of the configuration; null where it has none. */
  settings: {
    /** What is missing without them, in the plural. */
    missing: string;
    /** The first half of the sentence for settings that nothing uses. */
    unused: string;
    example: string;
  } | null;
}

/**
 * The DNS publishers: one row each. `config/dns-section.ts` has the schema of their settings and
 * `activities/dns/publish/publishers.ts` the code that publishes; the compiler names both where a row is new.
 */
export const DNS_PUBLISHERS = {
  route53: { environment: 'AWS_*', settings: null },
  rfc2136: {
    environment: 'RFC2136_TSIG_SECRET',
    settings: {
      missing: 'Server and key',
      unused: 'A server for dynamic updates is named',
      example: 'rfc2136: { server: "ns1.example.com:53", keyName: kiro-key }',
    },
  },
} as const satisfies Record<string, DnsPublisher> & { [Name in keyof DnsPublisherSettings]-?: DnsPublisher };

export type DnsPublisherName = keyof typeof DNS_PUBLISHERS;

/** In the order of the table. */
export const DNS_PUBLISHER_NAMES = Object.keys(DNS_PUBLISHERS) as DnsPublisherName[];

/** Whether the worker publishes in this way; not so for `person`, and for what a run of another version says. */
export function isDnsPublisher(publish: string): publish is DnsPublisherName {
  return Object.hasOwn(DNS_PUBLISHERS, publish);
}
