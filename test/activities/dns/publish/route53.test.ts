import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { Route53Client } from '@aws-sdk/client-route-53';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureTxt } from '../../../../activities/dns/publish/txt-set.js';
import { fromRoute53, route53TxtSet, toRoute53 } from '../../../../activities/dns/publish/route53.js';
import { chooseZone } from '../../../../activities/dns/publish/route53-zones.js';

const { signal } = new AbortController();
const TOKEN = 'kiro-site-verification=1';
const NS = 'https://route53.amazonaws.com/doc/2013-04-01/';
const ZONE = '<Id>/hostedzone/Z1</Id><Name>example.com.</Name><CallerReference>1</CallerReference>';
const CHANGE = (status: string): string =>
  `<ChangeInfo><Id>/change/C1</Id><Status>${status}</Status><SubmittedAt>2026-11-24T00:00:00Z</SubmittedAt></ChangeInfo>`;
const record = (...values: string[]): string => {
  const records = values.map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join('');
  return `<ResourceRecordSet><Name>example.com.</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords>${records}</ResourceRecords></ResourceRecordSet>`;
};

type Reply = { status?: number; body: string };

/** A page of record sets, with where the next one begins. */
const page = (sets: string, next = ''): Reply => ({
  body: `<ListResourceRecordSetsResponse xmlns="${NS}"><ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>${next !== ''}</IsTruncated>${next}<MaxItems>100</MaxItems></ListResourceRecordSetsResponse>`,
});

/** A Route 53 with one zone, and other answers for some calls, named as "POST rrset". */
async function start(answers: Record<string, (nth: number) => Reply> = {}) {
  const asked: string[] = [];
  const sent: string[] = [];
  let values: string[] = [];
  const usual: Record<string, (nth: number) => Reply> = {
    'GET hostedzonesbyname': () => ({
      body: `<ListHostedZonesByNameResponse xmlns="${NS}"><HostedZones><HostedZone>${ZONE}</HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>`,
    }),
    'GET Z1': () => ({
      body: `<GetHostedZoneResponse xmlns="${NS}"><HostedZone>${ZONE}</HostedZone></GetHostedZoneResponse>`,
    }),
    'GET rrset': () => page(values.length === 0 ? '' : record(...values)),
    'POST rrset': () => {
      values = [`&quot;${TOKEN}&quot;`];
      return {
        body: `<ChangeResourceRecordSetsResponse xmlns="${NS}">${CHANGE('PENDING')}</ChangeResourceRecordSetsResponse>`,
      };
    },
    'GET C1': (nth) => ({
      body: `<GetChangeResponse xmlns="${NS}">${CHANGE(nth > 1 ? 'INSYNC' : 'PENDING')}</GetChangeResponse>`,
    }),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    if (request.method === 'POST') sent.push(await text(request));
    const call = `${request.method} ${path.split('/').filter(Boolean).at(-1)}`;
    asked.push(call);
    const { status = 200, body } = (answers[call] ?? usual[call])!(asked.filter((one) => one === call).length);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials, maxAttempts: 1 });
  return {
    asked,
    sent,
    publish: () =>
      ensureTxt(
        route53TxtSet(client, async () => []),
        'example.com',
        TOKEN,
        signal,
      ),
  };
}

const refusal =
  (status: number, code: string, message = 'No.') =>
  (): Reply => ({
    status,
    body: `<ErrorResponse xmlns="${NS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });

describe('publishing in Route 53', () => {
  it('waits until all its servers have the change, and reads it back', async () => {
    const { asked, publish } = await start();
    expect((await publish()).changes).toMatchObject([{ action: 'create' }]);
    expect(asked.slice(3)).toEqual(['POST rrset', 'GET C1', 'GET C1', 'GET hostedzonesbyname', 'GET Z1', 'GET rrset']);
  });

  it('replaces the very values that it has seen, in one change that fails as a whole, and keeps them', async () => {
    const other = '&quot;v=spf1 -all&quot;';
    const { sent, publish } = await start({
      'GET rrset': (nth) => page(nth === 1 ? record(other) : record(other, `&quot;${TOKEN}&quot;`)),
      'GET C1': () => ({ body: `<GetChangeResponse xmlns="${NS}">${CHANGE('INSYNC')}</GetChangeResponse>` }),
    });
    expect((await publish()).changes).toMatchObject([{ action: 'change' }]);
    const values = (xml = ''): string[] => [...xml.matchAll(/<Value>(.*?)<\/Value>/g)].map(([, value = '']) => value);
    const [, removed, made] = sent[0]?.split('<Action>') ?? [];
    expect([removed?.startsWith('DELETE<'), values(removed)]).toEqual([true, [other]]);
    expect([made?.startsWith('CREATE<'), values(made)]).toEqual([true, [other, `&quot;${TOKEN}&quot;`]]);
    expect(made).toContain('<TTL>60</TTL>');
  });

  it('finds the TXT records of a name behind any number of others that it has', async () => {
    const next = '<NextRecordName>example.com.</NextRecordName><NextRecordType>TXT</NextRecordType>';
    const others = record('192.0.2.1').replace('TXT', 'A');
    const { asked, publish } = await start({
      'GET rrset': (nth) => (nth === 1 ? page(others, next) : page(record(`&quot;${TOKEN}&quot;`))),
    });
    expect((await publish()).changes).toMatchObject([{ action: 'reuse' }]);
    expect(asked.slice(2)).toEqual(['GET rrset', 'GET rrset']);
  });

  it('leaves the proof to DNS where it may not ask after the change', async () => {
    const { publish } = await start({ 'GET C1': refusal(403, 'AccessDenied') });
    expect((await publish()).changes).toMatchObject([{ action: 'create' }]);
  });

  it.each([
    ['POST rrset', 403, 'AccessDenied', 'may not'],
    ['GET hostedzonesbyname', 403, 'InvalidClientTokenId', 'unknown token'],
    ['POST rrset', 400, 'InvalidChangeBatch', 'RRSet of type CNAME is not permitted'],
  ])('asks a person where %s is refused with %i %s', async (call, status, code, message) => {
    const { publish } = await start({ [call]: refusal(status, code, message) });
    await expect(publish()).rejects.toMatchObject({ nonRetryable: true, type: 'DnsNotPublished' });
    await expect(publish()).rejects.toThrow(message);
  });

  it.each([
    ['GET rrset', 400, 'Throttling', 'Rate exceeded'],
    ['POST rrset', 400, 'PriorRequestNotComplete', 'still pending'],
    ['POST rrset', 400, 'InvalidChangeBatch', 'Tried to create it but it already exists'],
    [
      'POST rrset',
      400,
      'InvalidChangeBatch',
      'Tried to delete it but the values provided do not match the current values',
    ],
    ['POST rrset', 500, 'InternalError', 'sorry'],
  ])('is tried again after %s %i %s', async (call, status, code, message) => {
    const { publish } = await start({ [call]: refusal(status, code, message) });
    await expect(publish()).rejects.toMatchObject({ nonRetryable: false, type: 'DnsUnavailable' });
  });
});

describe('the hosted zone', () => {
  const one = { id: 'Z1', servers: ['ns-1.awsdns-01.com'] };
  const other = { id: 'Z2', servers: ['ns-2.awsdns-02.org'] };

  it('is the one of its name that the world asks', () => {
    expect(chooseZone('example.com', [one, other], ['ns-2.awsdns-02.org'])).toMatchObject({ id: 'Z2', warnings: [] });
    expect(chooseZone('example.com', [one], [])).toMatchObject({ id: 'Z1', warnings: [] });
    expect(chooseZone('example.com', [one], ['ns.old.net']).warnings).toHaveLength(1);
  });

  it('is a choice for a person where several or none of several are asked', () => {
    for (const live of [[], ['ns.old.net'], [...one.servers, ...other.servers]]) {
      expect(() => chooseZone('example.com', [one, other], live)).toThrow('Z1, Z2');
    }
  });
});

describe('a value of Route 53', () => {
  it('goes there and back unchanged, in strings of at most 255 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (value) => {
        const text = toRoute53(value);
        expect(text).toMatch(/^[\x20-\x7e]+$/);
        expect(fromRoute53(text)).toBe(value);
      }),
    );
    expect(toRoute53('x'.repeat(300))).toBe(`"${'x'.repeat(255)}" "${'x'.repeat(45)}"`);
  });
});
