import { isSafeToSend } from '../../runbook/model/loopback.js';
import { needsPerson } from '../needs-person.js';
import { askedOnce } from '../side-by-side.js';
import { tryRead } from '../try-read.js';
import type { Owner } from './identity.js';
import type { OktaClient } from './okta-client.js';
import { isTransient, readOktaError } from './okta-error.js';
import { askMetadata, METADATA, type Org, orgIn } from './org-metadata.js';
import type { Session } from './session.js';

// An org has its okta.com name and may have a custom domain. Both serve all of it, so what a run has made by one address is
// its own by the other, too.

/** Asked once for each client and address. */
const asked = new WeakMap<OktaClient, (orgUrl: string) => Promise<Org>>();

/** Without credentials, which go to no other address than the client's own. Throws an `OktaError` where nothing answers. */
function orgAt(client: OktaClient, orgUrl: string): Promise<Org> {
  const ask = asked.get(client) ?? askedOnce((url) => readOrg(client, url));
  asked.set(client, ask);
  return ask(orgUrl);
}

async function readOrg({ patience }: OktaClient, orgUrl: string): Promise<Org> {
  const call = async (): Promise<Org> => {
    const { status, body } = await askMetadata(orgUrl);
    if (status === 429 || status >= 500) throw Object.assign(new Error('no answer'), { status });
    return orgIn(body);
  };
  const failed = (error: unknown) => readOktaError(error, { method: 'GET', path: METADATA });
  const waitAfter = (error: unknown): number | null => (isTransient(failed(error)) ? 0 : null);
  return tryRead({ turn: async () => {}, call, waitAfter }, patience.reads).catch((error: unknown) => {
    throw failed(error);
  });
}

/** A worker has the credentials of one org. A task for another org must never run in it; one for its other address may. */
export async function requireOrg(client: OktaClient, { input }: Pick<Session, 'input'>): Promise<void> {
  const [here, wanted] = [new URL(client.orgUrl), new URL(input.okta.orgUrl)];
  if (here.host === wanted.host) return;
  const { id, hosts } = await orgAt(client, client.orgUrl);
  if (hosts.includes(wanted.host)) return;
  const other = isSafeToSend(wanted) ? await orgAt(client, wanted.origin).catch(() => null) : null;
  if (id !== null && other?.id === id) return;
  throw needsPerson(
    `This worker serves ${here.host}, and the run is for ${wanted.host}: start a worker with OKTA_CLIENT_ORGURL of that org, ` +
      'and give each org a namespace or a task queue of its own.',
    {},
    'WrongOrg',
  );
}

/** What of a session says whose its objects are. */
type OwnedSession = Pick<Session, 'owner'> & { okta: Pick<Session['okta'], 'client'> };

/** Whose the objects of a session are: its run, by each address of the org. The one that is written comes first. */
export async function ownerOf({ owner, okta: { client } }: OwnedSession): Promise<Owner> {
  const [runbook, host, ...domain] = owner.split('/');
  if (host === undefined || domain.length === 0) return owner;
  const { hosts } = await orgAt(client, client.orgUrl);
  const others = [new URL(client.orgUrl).host, ...hosts].map((one) => [runbook, one, ...domain].join('/'));
  return [...new Set([owner, ...others])];
}
