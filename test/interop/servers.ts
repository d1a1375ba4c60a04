import type { Lab } from './daemon.js';

/** Of the key that may update zones. */
export const KEY = { name: 'kiro-key', secret: Buffer.from('a key of thirty-two bytes for us').toString('base64') };

/** One zone of a server. */
export interface ZoneFile {
  zone: string;
  /** Lines in the form of zone files, below SOA and NS. */
  records: string[];
  /** Names of its servers with the addresses that they have in the zone. */
  servers: Record<string, string>;
  serial?: number;
}

/** The text of a zone file (RFC 1035, 5). */
function zoneText({ zone, records, servers, serial = 1 }: ZoneFile): string {
  const names = Object.keys(servers);
  const glue = Object.entries(servers).filter(([name]) => name.endsWith(`.${zone}`));
  return [
    `$ORIGIN ${zone}.`,
    '$TTL 60',
    `@ IN SOA ${names[0]}. hostmaster.${zone}. ${serial} 3600 3600 864000 5`,
    ...names.map((name) => `@ IN NS ${name}.`),
    ...glue.map(([name, address]) => `${name}. IN A ${address}`),
    ...records,
    '',
  ].join('\n');
}

/** It listens only at addresses that an interface has by name, and lo has this one. */
export const BIND = '127.0.0.1';

/** BIND as primary; the key may update its zones and read them. */
export async function startBind(lab: Lab, address: string, zones: ZoneFile[]): Promise<void> {
  const name = `bind-${address}`;
  const blocks = zones.map((one) => {
    const file = lab.write(`${name}/${one.zone}.zone`, zoneText(one));
    return `zone "${one.zone}" { type primary; file "${file}"; update-policy { grant ${KEY.name} zonesub TXT; }; };`;
  });
  const config = lab.write(
    `${name}/named.conf`,
    `options {
  directory "${lab.dir}/${name}"; pid-file none; session-keyfile none; listen-on port ${lab.port} { ${address}; };
  listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; allow-transfer { any; };
};
controls { };
key "${KEY.name}" { algorithm hmac-sha256; secret "${KEY.secret}"; };
${blocks.join('\n')}
`,
  );
  await lab.serve('named', ['-g', '-c', config, '-n', '1'], address, zones[0]!.zone);
}

/** NSD, which serves what is in its files. */
export async function startNsd(lab: Lab, address: string, zones: ZoneFile[]): Promise<void> {
  const name = `nsd-${address}`;
  const blocks = zones.map((one) => {
    const file = lab.write(`${name}/${one.zone}.zone`, zoneText(one));
    return `zone:\n  name: ${one.zone}\n  zonefile: ${file}`;
  });
  const dir = `${lab.dir}/${name}`;
  const config = lab.write(
    `${name}/nsd.conf`,
    `server:
  ip-address: ${address}@${lab.port}
  username: ""
  chroot: ""
  zonesdir: "${dir}"
  database: ""
  pidfile: "${dir}/nsd.pid"
  xfrdfile: "${dir}/xfrd.state"
  xfrdir: "${dir}"
  zonelistfile: "${dir}/zone.list"
  server-count: 1
remote-control:
  control-enable: no
${blocks.join('\n')}
`,
  );
  await lab.serve('nsd', ['-d', '-c', config], address, zones[0]!.zone);
}

/** What Knot DNS does with a zone besides serving it. */
export type KnotZone = ZoneFile & { primary?: string; isSigned?: boolean };

/** Knot DNS as a secondary, as a primary that takes updates, or as a signer; gives its control. */
export async function startKnot(
  lab: Lab,
  address: string,
  zones: KnotZone[],
): Promise<{ config: string; control: (...args: string[]) => Promise<string> }> {
  const name = `knot-${address}`;
  const dir = `${lab.dir}/${name}`;
  const remotes = zones.flatMap(({ zone, primary }) =>
    primary === undefined ? [] : [`  - id: primary-of-${zone}\n    address: ${primary}@${lab.port}`],
  );
  const blocks = zones.map((one) => {
    if (one.primary === undefined) lab.write(`${name}/${one.zone}.zone`, zoneText(one));
    return [
      `  - domain: ${one.zone}`,
      `    file: "${dir}/${one.zone}.zone"`,
      '    acl: update',
      ...(one.primary === undefined ? [] : [`    master: primary-of-${one.zone}`]),
      ...(one.isSigned === true ? ['    dnssec-signing: on'] : []),
    ].join('\n');
  });
  const config = lab.write(
    `${name}/knot.conf`,
    `server:
    listen: ${address}@${lab.port}
    rundir: "${dir}"
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "${dir}"
log:
  - target: stderr
    any: warning
key:
  - id: ${KEY.name}
    algorithm: hmac-sha256
    secret: ${KEY.secret}
acl:
  - id: update
    key: ${KEY.name}
    action: [update, query]
${remotes.length === 0 ? '' : `remote:\n${remotes.join('\n')}\n`}zone:
${blocks.join('\n')}
`,
  );
  await lab.serve('knotd', ['-c', config], address, zones[0]!.zone);
  return { config, control: (...args) => lab.run('knotc', ['-c', config, '-s', `${dir}/knot.sock`, ...args]) };
}

/** Unbound, a resolver that validates the zones that have a trust anchor; it knows the way to these zones alone. */
export async function startUnbound(
  lab: Lab,
  address: string,
  ways: Record<string, string[]>,
  anchors: string[] = [],
): Promise<void> {
  const name = `unbound-${address}`;
  const insecure = Object.keys(ways).filter((zone) => !anchors.some((anchor) => anchor.startsWith(`${zone}. `)));
  const config = lab.write(
    `${name}/unbound.conf`,
    `server:
  interface: ${address}@${lab.port}
  port: ${lab.port}
  do-daemonize: no
  use-syslog: no
  username: ""
  chroot: ""
  directory: "${lab.dir}/${name}"
  pidfile: ""
  do-not-query-localhost: no
  num-threads: 1
  module-config: "validator iterator"
  access-control: 127.0.0.0/8 allow
${insecure.map((zone) => `  domain-insecure: "${zone}"`).join('\n')}
${anchors.map((anchor) => `  trust-anchor: "${anchor}"`).join('\n')}
remote-control:
  control-enable: no
${Object.entries(ways)
  .map(
    ([zone, addresses]) =>
      `stub-zone:\n  name: "${zone}"\n${addresses.map((one) => `  stub-addr: ${one}@${lab.port}`).join('\n')}`,
  )
  .join('\n')}
`,
  );
  await lab.serve('unbound', ['-d', '-p', '-c', config], address, Object.keys(ways)[0]!, true);
}
