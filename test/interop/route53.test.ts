import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type RRType,
} from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureTxt, planTxt, removeTxt } from '../../activities/dns/publish/txt-set.js';
import { route53TxtSet } from '../../activities/dns/publish/route53.js';
import type { LiveServers } from '../../activities/dns/publish/route53-zones.js';
import { Lab, until } from './daemon.js';
import { describeWith } from './programs.js';

const TOKEN = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';
const { signal } = new AbortController();
const nobody: LiveServers = async () => [];

describeWith(['moto_server'], 'Route 53, as moto plays it', () => {
  let lab: Lab;
  let client: Route53Client;
  let url: string;

  beforeAll(async () => {
    lab = await Lab.open();
    url = `http://127.0.0.1:${lab.port}`;
    const ended = lab.start('moto_server', ['-H', '127.0.0.1', '-p', String(lab.port)]);
    await until(async () => {
      if (ended() !== '') throw new Error(ended());
      return fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      );
    }, 'moto does not answer');
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    client = new Route53Client({ region: 'us-east-1', endpoint: url, credentials, maxAttempts: 1 });
  });
  afterAll(() => lab?.close());
  beforeEach(() => fetch(`${url}/moto-api/reset`, { method: 'POST' }));

  let zones = 0;
  async function zone(Name: string, isPrivate = false): Promise<string> {
    const HostedZoneConfig = { PrivateZone: isPrivate };
    const VPC = { VPCRegion: 'us-east-1', VPCId: 'vpc-1' } as const;
    const CallerReference = `zone ${(zones += 1)}`;
    const input = { Name, CallerReference, HostedZoneConfig, ...(isPrivate ? { VPC } : {}) };
    const { HostedZone } = await client.send(new CreateHostedZoneCommand(input));
    return HostedZone!.Id!.replace('/hostedzone/', '');
  }

  async function put(id: string, Name: string, Type: RRType, values: string[], TTL = 60): Promise<void> {
    const ResourceRecords = values.map((Value) => ({ Value }));
    // moto takes no CREATE that it has taken before, not even beside a DELETE.
    const Changes = [{ Action: 'UPSERT' as const, ResourceRecordSet: { Name, Type, TTL, ResourceRecords } }];
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }));
  }

  async function texts(id: string): Promise<[string | undefined, number | undefined, string[]][]> {
    const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: id }));
    return ResourceRecordSets.filter(({ Type }) => Type === 'TXT').map(({ Name, TTL, ResourceRecords = [] }) => [
      Name,
      TTL,
      ResourceRecords.map(({ Value = '' }) => Value),
    ]);
  }

  it('makes the record in the nearest public zone, once, and takes it away again', async () => {
    await zone('example.com');
    const id = await zone('corp.example.com');
    await zone('kiro.corp.example.com', true);
    const open = route53TxtSet(client, nobody);
    expect((await planTxt(open, 'kiro.corp.example.com', TOKEN, signal)).changes).toMatchObject([{ action: 'create' }]);
    expect(await texts(id)).toEqual([]);
    const { evidence } = await ensureTxt(open, 'kiro.corp.example.com', TOKEN, signal);
    expect(evidence[0]).toMatchObject({ value: `hosted zone corp.example.com (${id}) in Route 53` });
    expect((await ensureTxt(open, 'kiro.corp.example.com', TOKEN, signal)).changes).toMatchObject([
      { action: 'reuse' },
    ]);
    expect(await texts(id)).toEqual([['kiro.corp.example.com.', 300, [`"${TOKEN}"`]]]);
    expect(await removeTxt(open, { name: 'kiro.corp.example.com', value: TOKEN }, signal)).toMatchObject({
      wasThere: true,
    });
    expect(await texts(id)).toEqual([]);
  });

  it('keeps the values of others and their TTL, and puts them back as they were', async () => {
    const id = await zone('example.com');
    const others = ['"v=spf1 include:spf.example.net -all"', `"${'x'.repeat(255)}" "y\\"z\\\\ \\303\\251"`];
    await put(id, 'example.com', 'TXT', others, 900);
    const open = route53TxtSet(client, nobody);
    expect((await open('example.com', signal)).values[1]).toBe(`${'x'.repeat(255)}y"z\\ é`);
    await ensureTxt(open, 'example.com', TOKEN, signal);
    expect(await texts(id)).toEqual([['example.com.', 900, [...others, `"${TOKEN}"`]]]);
    expect(await removeTxt(open, { name: 'example.com', value: TOKEN }, signal)).toMatchObject({ wasThere: true });
    expect(await texts(id)).toEqual([['example.com.', 900, others]]);
  });

  it('asks a person which of two zones of one name it is, where neither is in use', async () => {
    const ids = [await zone('example.com'), await zone('example.com')];
    await expect(route53TxtSet(client, nobody)('example.com', signal)).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringMatching(new RegExp(ids.sort().join('|'))) as string,
    });
  });

  it('warns of a zone that the world does not ask', async () => {
    await zone('example.com');
    const { warnings } = await route53TxtSet(client, async () => ['ns1.elsewhere.net'])('example.com', signal);
    expect(warnings.join()).toContain('The world is sent to ns1.elsewhere.net for example.com');
  });

  it('leaves to a person a name with a CNAME record, and a domain of another account', async () => {
    const id = await zone('example.com');
    await put(id, 'www.example.com', 'CNAME', ['example.net.']);
    const open = route53TxtSet(client, nobody);
    await expect(open('www.example.com', signal)).rejects.toThrow('www.example.com has a CNAME record');
    await expect(open('example.org', signal)).rejects.toThrow('has no public hosted zone that holds example.org');
  });
});
