/** A DNS provider, as its name servers give it away, and what its form wants. */
export interface Provider {
  name: string;
  /** Where its records are edited. */
  url: string;
  /** What its form calls the domain itself. */
  apex: string;
}

const PROVIDERS: (Provider & { servers: RegExp })[] = [
  {
    name: 'Amazon Route 53',
    servers: /\.awsdns-\d+\.(com|net|org|co\.uk)$/,
    url: 'https://console.aws.amazon.com/route53/v2/hostedzones',
    apex: 'an empty name',
  },
  { name: 'Cloudflare', servers: /\.ns\.cloudflare\.com$/, url: 'https://dash.cloudflare.com/', apex: '@' },
  { name: 'GoDaddy', servers: /\.domaincontrol\.com$/, url: 'https://dcc.godaddy.com/control/portfolio', apex: '@' },
  {
    name: 'Google Cloud DNS',
    servers: /^ns-cloud-[a-e]\d\.googledomains\.com$/,
    url: 'https://console.cloud.google.com/net-services/dns/zones',
    apex: 'an empty name',
  },
  { name: 'Azure DNS', servers: /\.azure-dns\.(com|net|org|info)$/, url: 'https://portal.azure.com/', apex: '@' },
  { name: 'Namecheap', servers: /\.registrar-servers\.com$/, url: 'https://ap.www.namecheap.com/', apex: '@' },
  { name: 'IONOS', servers: /\.ui-dns\.(com|org|de|biz)$/, url: 'https://my.ionos.com/domains', apex: '@' },
  {
    name: 'OVHcloud',
    servers: /\.(ovh\.net|anycast\.me)$/,
    url: 'https://www.ovh.com/manager/',
    apex: 'an empty name',
  },
  { name: 'Gandi', servers: /\.gandi\.net$/, url: 'https://admin.gandi.net/domain/', apex: '@' },
  {
    name: 'DigitalOcean',
    servers: /^ns\d\.digitalocean\.com$/,
    url: 'https://cloud.digitalocean.com/networking/domains',
    apex: '@',
  },
  { name: 'NS1', servers: /\.nsone\.net$/, url: 'https://my.nsone.net/', apex: 'the domain' },
];

/** The provider of a zone by the names of its servers; null for any that is not known here. */
export function providerOf(servers: string[]): Provider | null {
  const known = PROVIDERS.find((provider) => servers.some((server) => provider.servers.test(server)));
  return known === undefined ? null : { name: known.name, url: known.url, apex: known.apex };
}
