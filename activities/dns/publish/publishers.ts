import { type DnsPublisherName, isDnsPublisher } from '../../../runbook/onboarding/dns-publishers.js';
import { VERIFICATION_TOKEN_FORM } from '../../../runbook/onboarding/guide.js';
import type { TxtPublication } from '../../../runbook/outside.js';
import type { Proof } from '../../../runbook/model/proof.js';
import { UNUSUAL_FIX, unusualRecord } from '../../../runbook/onboarding/verification-record.js';
import { rfc2136TxtSet } from './rfc2136.js';
import { type OpenTxtSet, planTxt, type Removal, removeTxt, unpublishable } from './txt-set.js';

/** How each publisher finds the TXT records of a name; null where its settings are missing. */
const PUBLISHERS: Record<
  DnsPublisherName,
  (dns: TxtPublication['dns'], env: NodeJS.ProcessEnv) => Promise<OpenTxtSet | null>
> = {
  // Loaded only where it is used: AWS's SDK is large.
  route53: async (dns, env) => (await import('./route53.js')).openRoute53(dns, env),
  rfc2136: async ({ rfc2136 }, env) => (rfc2136 === null ? null : rfc2136TxtSet(rfc2136, env)),
};

/** The way to publish that the configuration names; credentials come from the environment alone. */
async function publisherOf({ dns }: Pick<TxtPublication, 'dns'>, env: NodeJS.ProcessEnv): Promise<OpenTxtSet> {
  const open = isDnsPublisher(dns.publish) ? await PUBLISHERS[dns.publish](dns, env) : null;
  if (open === null) throw unpublishable('The configuration leaves it to a person.', 'Publish it by hand.');
  return open;
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
