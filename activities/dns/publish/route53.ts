import { setTimeout as delay } from 'node:timers/promises';
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { OnboardingInput } from '../../../runbook/onboarding/input.js';
import { newContext, recordsOf, resolveOrNull } from '../lookups.js';
import { asking, findHostedZone, type LiveServers } from './route53-zones.js';
import { type OpenTxtSet, TTL, unpublishable } from './txt-set.js';

/** Route 53 takes a minute at most, mostly. Milliseconds. */
const IN_SYNC_MS = 120_000;
const PAUSE_MS = 2_000;

/** Route 53 with the credentials that AWS's SDK finds in the environment by itself. */
export function openRoute53(dns: OnboardingInput['dns'], env: NodeJS.ProcessEnv): OpenTxtSet {
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const client = new Route53Client({ region, maxAttempts: 1 });
  return route53TxtSet(client, async (zone) => {
    const context = await newContext(dns, {});
    const answer = await resolveOrNull(context, { name: zone, type: 'NS' });
    return recordsOf(answer?.answers ?? [], 'NS').map(({ target }) => target);
  });
}

/** Publishing in Route 53, in the public hosted zone that is nearest to the name. */
export function route53TxtSet(client: Route53Client, liveServers: LiveServers): OpenTxtSet {
  return async (name, signal) => {
    const zone = await findHostedZone(client, name, liveServers, signal);
    const set = await txtSetOf(client, zone.id, name, signal);
    const kept = set?.ResourceRecords ?? [];
    const change = (changes: Change[]): Promise<void> => apply(client, zone.id, changes, signal);
    return {
      place: `hosted zone ${zone.name} (${zone.id}) in Route 53`,
      url: `https://console.aws.amazon.com/route53/v2/hostedzones#ListRecordSets/${zone.id}`,
      values: kept.map(({ Value = '' }) => fromRoute53(Value)),
      warnings: zone.warnings,
      async add(value) {
        const ResourceRecords = [...kept, { Value: toRoute53(value) }];
        await change(replacing(set, { Name: name, Type: 'TXT', TTL: set?.TTL ?? TTL, ResourceRecords }));
      },
      async remove(value) {
        const ResourceRecords = kept.filter(({ Value = '' }) => fromRoute53(Value) !== value);
        if (set === null || ResourceRecords.length === kept.length) return;
        await change(replacing(set, ResourceRecords.length === 0 ? null : { ...set, ResourceRecords }));
      },
    };
  };
}

/**
 * One set in the place of another. Route 53 knows the values of a name only as a whole, so an UPSERT would wipe out what
 * somebody has added since the look: deleting the very set that was seen, in the same batch, fails then as a whole.
 */
function replacing(seen: ResourceRecordSet | null, wanted: ResourceRecordSet | null): Change[] {
  return [
    ...(seen === null ? [] : [{ Action: 'DELETE' as const, ResourceRecordSet: seen }]),
    ...(wanted === null ? [] : [{ Action: 'CREATE' as const, ResourceRecordSet: wanted }]),
  ];
}

/** All sets of a name: with a routing policy it may have hundreds of one type, which come before TXT. */
async function setsOf(
  client: Route53Client,
  zoneId: string,
  name: string,
  signal: AbortSignal,
): Promise<ResourceRecordSet[]> {
  const isOwn = (other: string | undefined): boolean => other?.toLowerCase() === `${name}.`;
  const own: ResourceRecordSet[] = [];
  let start: Partial<ListResourceRecordSetsCommandInput> = { StartRecordName: name };
  for (;;) {
    const query = { HostedZoneId: zoneId, MaxItems: 100, ...start };
    const page = await asking(signal, (options) => client.send(new ListResourceRecordSetsCommand(query), options));
    own.push(...(page.ResourceRecordSets ?? []).filter((set) => isOwn(set.Name)));
    if (page.IsTruncated !== true || !isOwn(page.NextRecordName)) return own;
    start = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    };
  }
}

/** The TXT records of a name; null where there are none. */
async function txtSetOf(
  client: Route53Client,
  zoneId: string,
  name: string,
  signal: AbortSignal,
): Promise<ResourceRecordSet | null> {
  const own = await setsOf(client, zoneId, name, signal);
  const alias = own.find((set) => set.Type === 'CNAME');
  if (alias !== undefined) {
    const target = alias.ResourceRecords?.[0]?.Value ?? 'its target';
    const fix = `Delete the CNAME record, or publish the value at ${target}.`;
    throw unpublishable(`${name} has a CNAME record, and no other record may stand beside one.`, fix);
  }
  const sets = own.filter((set) => set.Type === 'TXT');
  if (sets.some((set) => set.SetIdentifier !== undefined || set.AliasTarget !== undefined)) {
    const fix = 'Add the value by hand to each of them.';
    throw unpublishable(`The TXT records at ${name} follow a routing policy or an alias of Route 53.`, fix);
  }
  return sets[0] ?? null;
}

async function apply(client: Route53Client, zoneId: string, changes: Change[], signal: AbortSignal): Promise<void> {
  const batch = { Comment: 'Kiro domain verification', Changes: changes };
  const { ChangeInfo } = await asking(signal, (options) =>
    client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: batch }), options),
  );
  if (ChangeInfo?.Id !== undefined) await untilInSync(client, ChangeInfo.Id, signal);
}

/**
 * The SDK's own waiter goes on asking where it may not. Without the permission, or where it takes longer, the look at
 * the name servers still proves the record.
 */
async function untilInSync(client: Route53Client, Id: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + IN_SYNC_MS;
  while (Date.now() < deadline) {
    const answer = await client.send(new GetChangeCommand({ Id }), { abortSignal: signal }).catch(() => null);
    signal.throwIfAborted();
    if (answer?.ChangeInfo?.Status !== 'PENDING') return;
    await delay(PAUSE_MS, null, { signal });
  }
}

const LONGEST_STRING = 255;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A TXT value as Route 53 takes it: quoted strings of at most 255 bytes, what is not plain ASCII in octal. */
export function toRoute53(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_STRING));
  const parts = Array.from({ length: count }, (_, index) =>
    [...bytes.subarray(index * LONGEST_STRING, (index + 1) * LONGEST_STRING)].map(escaped).join(''),
  );
  return parts.map((part) => `"${part}"`).join(' ');
}

/** The text that a value of Route 53 stands for, its strings joined. */
export function fromRoute53(text: string): string {
  const strings = text.match(/"(?:[^"\\]|\\.)*"/gs)?.map((quoted) => quoted.slice(1, -1)) ?? [text];
  return Buffer.concat(strings.map(unescaped)).toString('utf8');
}

function escaped(byte: number): string {
  if (byte === QUOTE || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
}

function unescaped(text: string): Buffer {
  const parts = text.match(/\\[0-7]{3}|\\.|[^\\]+|\\/gs) ?? [];
  return Buffer.concat(
    parts.map((part) => {
      if (/^\\[0-7]{3}$/.test(part)) return Buffer.from([parseInt(part.slice(1), 8) & 0xff]);
      return Buffer.from(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part, 'utf8');
    }),
  );
}
