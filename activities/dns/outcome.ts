import { isSilent, isSound, type DnsReport, type Outcome, type ResolverReport, type ServerReport } from './report.js';

/**
 * What the authoritative servers say together; 'propagated' is subject to the resolvers. One that is named but does
 * not serve the zone is a fault to mend, but holds nobody up: resolvers pass it over and ask the next one.
 */
export function outcomeOf(servers: ServerReport[], expected: string | null): Outcome {
  const sound = servers.filter(isSound);
  if (sound.length === 0) return 'broken';
  if (expected === null) return haveSameValues(sound) ? 'listed' : 'partial';
  const matches = sound.filter(isMatch).length;
  if (matches === sound.length) return 'propagated';
  return matches > 0 ? 'partial' : 'missing';
}

/**
 * What the resolvers make of it. Silent ones decide nothing, as the name servers have spoken; but where one of those
 * does not serve the zone, a resolver has to prove that the others do.
 */
export function withResolvers(servers: ServerReport[], resolvers: ResolverReport[]): Outcome {
  const answering = resolvers.filter((one) => !isSilent(one) && one.verdict !== 'refused');
  if (answering.some(({ dnssecFails }) => dnssecFails)) return 'broken';
  const isProofNeeded = servers.some((one) => !isSound(one) && !isSilent(one));
  if (isProofNeeded && answering.length === 0) return 'partial';
  return answering.every(isMatch) ? 'propagated' : 'cached';
}

const isMatch = ({ verdict }: ServerReport | ResolverReport): boolean => verdict === 'match';

function haveSameValues(servers: ServerReport[]): boolean {
  return new Set(servers.map(({ values }) => JSON.stringify([...values].sort()))).size <= 1;
}

/** The outcome in one sentence, with the count of addresses where they differ. */
export function summaryOf({ outcome, recordName, expected, servers }: Omit<DnsReport, 'summary'>): string {
  const record = `the TXT record at ${recordName}`;
  const reached = servers.filter((one) => !isSilent(one));
  const matches = servers.filter(isMatch).length;
  const count = `${matches} of ${reached.length} ${nounFor(reached)}`;
  switch (outcome) {
    case 'propagated':
      if (matches < reached.length) return `${count} give ${record}; the others give no usable answer.`;
      return matches === servers.length
        ? `The TXT record at ${recordName} is published everywhere.`
        : `Every name server that can be reached gives ${record}.`;
    case 'cached':
      return `All name servers give ${record}, a resolver not yet.`;
    case 'partial':
      if (expected === null) return `The name servers differ in the TXT records at ${recordName}.`;
      return `${count} give ${record}; not yet ${behind(reached)}.`;
    case 'missing':
      return `No name server gives ${record} yet.`;
    case 'broken':
      return matches === 0
        ? `The TXT record at ${recordName} cannot be found: the zone is broken.`
        : `${count} give ${record}, but the zone is broken.`;
    case 'listed':
      return `TXT records at ${recordName}:`;
  }
}

/** A server with two addresses is asked twice, and may well answer differently. */
function nounFor(servers: ServerReport[]): string {
  return new Set(servers.map(({ server }) => server)).size === servers.length
    ? 'name servers'
    : 'name server addresses';
}

/** So many servers are named in the summary; all stand below it. */
const MOST_NAMED = 3;

function behind(servers: ServerReport[]): string {
  const names = [...new Set(servers.filter((one) => !isMatch(one)).map(({ server }) => server))];
  const left = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
