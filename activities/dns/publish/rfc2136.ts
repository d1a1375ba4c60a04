import { randomInt } from 'node:crypto';
import { Secret } from '../../../runbook/secrets/secret.js';
import type { DynamicUpdate } from '../../../runbook/onboarding/dns-publishers.js';
import { HeldSecrets } from '../../../runbook/secrets/outside-text.js';
import { parentOf } from '../domain-names.js';
import { recordsOf } from '../lookups.js';
import { type Endpoint, formatEndpoint, toEndpoint } from '../transport/endpoints.js';
import {
  decodeMessage,
  encodeQuery,
  MalformedMessage,
  type Message,
  RCODE,
  type RecordType,
} from '../transport/dns-message.js';
import { exchangeTcp } from '../transport/transports.js';
import { notPublishedYet, type OpenTxtSet, TTL, unpublishable } from './txt-set.js';
import { signed, TsigError, verified, type TsigKey } from './tsig.js';
import { addition, deletion } from './update-message.js';

/** Of the TSIG key, in base64; under the name that lego and what is built on it use. */
export const SECRET_VARIABLE = 'RFC2136_TSIG_SECRET';
/** For one message there and back. Milliseconds. */
const PATIENCE_MS = 10_000;

/** Publishing by dynamic update (RFC 2136): BIND, Knot DNS, PowerDNS, Microsoft DNS with TSIG, and others. */
export function rfc2136TxtSet(settings: DynamicUpdate, env: NodeJS.ProcessEnv): OpenTxtSet {
  return async (name, signal) => {
    const server = new UpdateServer(await endpointOf(settings), keyOf(settings, env), signal);
    const zone = settings.zone ?? (await zoneOf(server, name));
    const answer = await server.ask(name, 'TXT');
    const alias = recordsOf(answer.answers, 'CNAME').find((record) => record.name === name);
    if (alias !== undefined) {
      const fix = `Delete the CNAME record, or publish the value at ${alias.target}.`;
      throw unpublishable(`${name} has a CNAME record, and no other record may stand beside one.`, fix);
    }
    const records = recordsOf(answer.answers, 'TXT').filter((record) => record.name === name);
    // All records of one name and type have one TTL (RFC 2181, 5.2): theirs is not for us to change.
    const ttl = records[0]?.ttl ?? TTL;
    return {
      place: `zone ${zone} on ${server.label}`,
      url: null,
      values: records.map(({ strings }) => strings.join('')),
      warnings: [],
      add: (value) => server.update((id) => addition(id, zone, { name, value }, ttl)),
      remove: (value) => server.update((id) => deletion(id, zone, { name, value })),
    };
  };
}

/** A server that takes updates; all messages to it and from it are signed, and over TCP. */
class UpdateServer {
  constructor(
    private readonly endpoint: Endpoint,
    private readonly key: TsigKey,
    private readonly signal: AbortSignal,
  ) {
    this.secrets = new HeldSecrets([key.secret.open(), Buffer.from(key.secret.open(), 'base64').toString('latin1')]);
  }

  private readonly secrets: HeldSecrets;

  get label(): string {
    return formatEndpoint(this.endpoint);
  }

  /** An answer; NXDOMAIN is one, and so are these errors. */
  async ask(name: string, type: RecordType, also: number[] = []): Promise<Message> {
    const flags = { recursion: false, checkingDisabled: false, edns: false };
    const message = await this.exchange(encodeQuery(randomInt(0x1_0000), { name, type }, flags));
    if (![RCODE.NOERROR, RCODE.NXDOMAIN, ...also].includes(message.rcode)) throw this.refused(message.rcode);
    return message;
  }

  async update(messageOf: (id: number) => Buffer): Promise<void> {
    const { rcode } = await this.exchange(messageOf(randomInt(0x1_0000)));
    if (rcode !== RCODE.NOERROR) throw this.refused(rcode);
  }

  private async exchange(message: Buffer): Promise<Message> {
    const query = signed(message, this.key, Date.now());
    const deadline = AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const reply = await exchangeTcp(this.endpoint, query.bytes, deadline);
    if (!Buffer.isBuffer(reply))
      throw notPublishedYet(`${this.label} does not answer: ${this.secrets.text(reply.detail)}.`);
    try {
      const answer = decodeMessage(verified(reply, this.key, query.mac, Date.now()));
      if (!answer.isResponse) throw new MalformedMessage('a query came back');
      return answer;
    } catch (error) {
      if (error instanceof TsigError && error.code !== null) throw this.rejected(error, error.code);
      if (!(error instanceof TsigError || error instanceof MalformedMessage)) throw error;
      const refusal = unsignedRefusal(reply);
      if (refusal === null) throw notPublishedYet(`${this.label}: ${this.secrets.text(error.message)}.`);
      return refusal;
    }
  }

  private rejected(error: TsigError, code: string): Error {
    const fix =
      code === 'BADTIME'
        ? 'Set both clocks, with NTP; then answer that it is done.'
        : `Compare key name "${this.key.name}", algorithm ${this.key.algorithm} and ${SECRET_VARIABLE} with the server's key.`;
    return unpublishable(`${this.label}: ${this.secrets.text(error.message)}.`, fix);
  }

  private refused(rcode: number): Error {
    const [problem, fix] = REFUSALS[rcode] ?? [];
    if (problem === undefined || fix === undefined) {
      return notPublishedYet(`${this.label} answers with error ${nameOf(rcode)}.`);
    }
    return unpublishable(`${this.label} ${problem} (${nameOf(rcode)}).`, fix);
  }
}

/** Some servers do not sign a refusal; forged, it can do no more than send the work to a person. */
function unsignedRefusal(reply: Buffer): Message | null {
  try {
    const message = decodeMessage(reply);
    return message.rcode === RCODE.NOERROR || message.rcode === RCODE.NXDOMAIN ? null : message;
  } catch {
    return null;
  }
}

const nameOf = (rcode: number): string =>
  Object.entries(RCODE).find(([, code]) => code === rcode)?.[0] ?? String(rcode);

/** SERVFAIL and the like may pass; these do not. */
const REFUSALS: Record<number, [problem: string, fix: string]> = {
  [RCODE.REFUSED]: [
    'refuses the update or the question',
    'Allow the key to update the zone and to read it: allow-update or update-policy in BIND, an ACL in Knot DNS.',
  ],
  [RCODE.NOTAUTH]: [
    'does not serve the zone, or does not know the key',
    'Name the primary server of the zone under dns.rfc2136.server, and compare the key with it.',
  ],
  [RCODE.NOTZONE]: ['says that the record is not in the zone', 'Correct dns.rfc2136.zone, or leave it out.'],
  [RCODE.NOTIMP]: [
    'takes no dynamic updates',
    'Name the primary server of the zone under dns.rfc2136.server, or publish by hand.',
  ],
};

async function endpointOf({ server }: DynamicUpdate): Promise<Endpoint> {
  return toEndpoint(server).catch((error: unknown) => {
    throw notPublishedYet(`dns.rfc2136.server: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** The secret never leaves here: no message repeats it. */
function keyOf({ keyName, algorithm }: DynamicUpdate, env: NodeJS.ProcessEnv): TsigKey {
  const text = env[SECRET_VARIABLE]?.trim() ?? '';
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) || text === '') {
    const problem = `There is no TSIG key: ${SECRET_VARIABLE} is ${text === '' ? 'not set' : 'not in base64'}.`;
    throw unpublishable(
      problem,
      `Set it to the secret of "${keyName}" in the worker's environment and start it again.`,
    );
  }
  return { name: keyName, algorithm, secret: new Secret(text) };
}

/** The nearest zone at or above the name that the server has authority for. */
async function zoneOf(server: UpdateServer, name: string): Promise<string> {
  for (let at = name; at !== ''; at = parentOf(at)) {
    const answer = await server.ask(at, 'SOA', [RCODE.REFUSED, RCODE.NOTAUTH]);
    if (answer.authoritative && recordsOf(answer.answers, 'SOA').some((record) => record.name === at)) return at;
  }
  const fix = 'Name the primary server of the zone under dns.rfc2136.server, and the zone under dns.rfc2136.zone.';
  throw unpublishable(`${server.label} serves no zone that holds ${name}, or lets the key read none.`, fix);
}
