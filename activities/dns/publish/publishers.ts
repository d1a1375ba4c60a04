import { VERIFICATION_TOKEN_FORM } from '../../../runbook/guide.js';
import type { TxtPublication } from '../../../runbook/outside.js';
import type { Proof } from '../../../runbook/proof.js';
import { UNUSUAL_FIX, unusualRecord } from '../../../runbook/unusual-record.js';
import { newContext, recordsOf, resolveOrNull } from '../lookups.js';
import { rfc2136TxtSet } from './rfc2136.js';
import { type OpenTxtSet, planTxt, type Removal, removeTxt, unpublishable } from './txt-set.js';

/** The way to publish that the configuration names; credentials come from the environment alone. */
async function publisherOf({ dns }: Pick<TxtPublication, 'dns'>, env: NodeJS.ProcessEnv): Promise<OpenTxtSet> {
  if (dns.publish === 'rfc2136' && dns.rfc2136 !== null) return rfc2136TxtSet(dns.rfc2136, env);
  if (dns.publish === 'route53') return openRoute53(dns, env);
  throw unpublishable('The configuration leaves it to a person.', 'Publish it by hand.');
}

/**
 * The same for a task of a workflow. Which workflow asks is not known here, so each task is checked again: nothing but
 * Kiro's value at the right name is published.
 */
export async function publisherFor(task: TxtPublication, env: NodeJS.ProcessEnv): Promise<OpenTxtSet> {
  const unusual = unusualRecord(task);
  if (unusual !== null) throw unpublishable(unusual, UNUSUAL_FIX);
  return publisherOf(task, env);
}

/** AWS's SDK takes its credentials from the environment by itself. It is large: loaded only where it is needed. */
async function openRoute53(dns: TxtPublication['dns'], env: NodeJS.ProcessEnv): Promise<OpenTxtSet> {
  const [{ Route53Client }, { route53TxtSet }] = await Promise.all([
    import('@aws-sdk/client-route-53'),
    import('./route53.js'),
  ]);
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const client = new Route53Client({ region, maxAttempts: 1 });
  return route53TxtSet(client, async (zone) => {
    const context = await newContext(dns, {});
    const answer = await resolveOrNull(context, { name: zone, type: 'NS' });
    return recordsOf(answer?.answers ?? [], 'NS').map(({ target }) => target);
  });
}

/** Before Kiro has shown its value: what publishing would write; one that looks like Kiro's is taken for it. */
export async function planRecord(
  { dns, recordName }: Pick<TxtPublication, 'dns' | 'recordName'>,
  env: NodeJS.ProcessEnv,
): Promise<Proof> {
  const { signal } = new AbortController();
  const open = await publisherOf({ dns }, env);
  const { values } = await open(recordName, signal);
  const known = values.find((value) => VERIFICATION_TOKEN_FORM.test(value));
  return planTxt(open, recordName, known ?? 'the token that Kiro will show', signal);
}

/** Removes the value, and no other; only ever on a person's request. */
export async function removeRecord(
  { dns, recordName, value }: Omit<TxtPublication, 'domain'>,
  env: NodeJS.ProcessEnv,
  write: boolean,
): Promise<Removal> {
  const { signal } = new AbortController();
  return removeTxt(await publisherOf({ dns }, env), { name: recordName, value }, signal, write);
}
