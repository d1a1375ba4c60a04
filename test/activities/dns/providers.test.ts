import { describe, expect, it } from 'vitest';
import { providerOf } from '../../../activities/dns/dns-providers.js';

describe('the provider of a zone', () => {
  it.each([
    ['ns-1536.awsdns-00.co.uk', 'Amazon Route 53'],
    ['ada.ns.cloudflare.com', 'Cloudflare'],
    ['ns07.domaincontrol.com', 'GoDaddy'],
    ['ns-cloud-a1.googledomains.com', 'Google Cloud DNS'],
    ['ns1-01.azure-dns.com', 'Azure DNS'],
    ['dns1.registrar-servers.com', 'Namecheap'],
    ['ns1045.ui-dns.org', 'IONOS'],
    ['dns10.ovh.net', 'OVHcloud'],
    ['ns-12-a.gandi.net', 'Gandi'],
    ['ns1.digitalocean.com', 'DigitalOcean'],
    ['dns1.p01.nsone.net', 'NS1'],
  ])('%s is %s, with the address of its form', (server, name) => {
    expect(providerOf(['ns.example.com', server])).toMatchObject({
      name,
      url: expect.stringMatching(/^https:/) as string,
    });
  });

  it('is not guessed', () => {
    expect(providerOf(['ns1.example.com', 'cloudflare.com.example.net', 'awsdns-00.com'])).toBeNull();
  });
});
