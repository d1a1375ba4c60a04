import { z } from 'zod';
import { DNS_PUBLISHER_NAMES, type DnsPublisherSettings } from '../runbook/onboarding/dns-publishers.js';
import { INPUT_DEFAULTS } from '../runbook/onboarding/input.js';
import { isRecordName, recordNameOf } from '../runbook/onboarding/verification-record.js';
import { checked, hostAndPort, httpsUrl } from '../runbook/model/field-forms.js';

const dnsName = checked<string>((given) => {
  const name = recordNameOf(given);
  const fix = 'Write a name such as example.com, or leave the key out.';
  return isRecordName(name) ? { value: name } : { message: `"${given}" is no name of a DNS record.`, fix };
});

const rfc2136 = z
  .strictObject({
    server: hostAndPort.meta({ description: "The zone's primary server.", examples: ['ns1.example.com:53'] }),
    zone: dnsName
      .nullable()
      .default(null)
      .meta({ description: 'The zone; null: found by asking the server.', examples: ['example.com'] }),
    keyName: dnsName.meta({ description: 'Name of the TSIG key.', examples: ['kiro-key'] }),
    algorithm: z
      .enum(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'])
      .default('hmac-sha256')
      .meta({ description: 'Algorithm of the TSIG key.' }),
  })
  .nullable()
  .default(null)
  .meta({
    description: "For publish: rfc2136. The key's secret belongs in the environment, as RFC2136_TSIG_SECRET.",
    examples: [{ server: 'ns1.example.com:53', keyName: 'kiro-key' }],
  });

/** What a publisher needs to know, under its own name. */
const PUBLISHER_SETTINGS = { rfc2136 } satisfies Record<keyof DnsPublisherSettings, z.ZodType>;

/** Step 3: the TXT record, who publishes it, and whom the runbook asks for it. */
export const dns = z.strictObject({
  publish: z
    .enum(['person', ...DNS_PUBLISHER_NAMES])
    .default(INPUT_DEFAULTS.dns.publish)
    .meta({ description: 'Who publishes the TXT record: the DNS admin, or the worker (docs/dns.md).' }),
  ...PUBLISHER_SETTINGS,
  recordName: dnsName
    .nullable()
    .default(null)
    .meta({ description: 'Name of the TXT record; null is the domain itself.', examples: ['example.com'] }),
  resolvers: z
    .array(hostAndPort)
    .prefault([])
    .meta({ description: 'Recursive resolvers as "host:port"; empty: the system\'s.', examples: [['9.9.9.9:53']] }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(INPUT_DEFAULTS.dns.port)
    .meta({ description: 'Port of the authoritative name servers.' }),
  doh: httpsUrl
    .nullable()
    .default(null)
    .meta({
      description: "A resolver over HTTPS (RFC 8484), asked before the others; with it the system's are left alone.",
      examples: ['https://dns.quad9.net/dns-query'],
    }),
});
