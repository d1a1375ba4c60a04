import { ApplicationFailure } from '@temporalio/common';
import type { Change, Evidence, Proof } from '../../../runbook/model/proof.js';
import { blocking, needsPerson } from '../../needs-person.js';

/** The TXT records of one name where they are kept, and how to change them. */
interface TxtSet {
  /** Zone and keeper, for people: `zone example.com on ns1.example.com:53`. */
  place: string;
  /** Where a person can see them; null where there is no console. */
  url: string | null;
  /** Each record's strings joined. */
  values: string[];
  /** What holds, but should be known. */
  warnings: string[];
  /** Adds a value beside the others. Returns once the keeper has it on all its servers, as far as it tells. */
  add: (value: string) => Promise<void>;
  /** Removes that value alone. */
  remove: (value: string) => Promise<void>;
}

/** Finds the zone of a name, and its TXT records there. Fails as an activity does: `unpublishable` for a person. */
export type OpenTxtSet = (name: string, signal: AbortSignal) => Promise<TxtSet>;

/** Seconds; of a name's first TXT record. Short, so that a slip is soon corrected. */
export const TTL = 300;

/** A failure that only a person can fix: the record is then published by hand. */
export function unpublishable(problem: string, fix: string): ApplicationFailure {
  const message = `The TXT record could not be changed. ${problem}`;
  return needsPerson(message, { findings: [blocking(problem, fix)] }, 'DnsNotPublished');
}

/** A failure that may be gone on the next try. */
export function notPublishedYet(problem: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'DnsUnavailable',
    message: `The TXT record could not be changed yet. ${problem}`,
  });
}

/** What publishing would do, without doing it. */
export async function planTxt(open: OpenTxtSet, name: string, value: string, signal: AbortSignal): Promise<Proof> {
  return proofOf(await open(name, signal), name, value);
}

/** Looks, adds what is missing, and reads back: the value must be there, and everything that was there before. */
export async function ensureTxt(open: OpenTxtSet, name: string, value: string, signal: AbortSignal): Promise<Proof> {
  const before = await open(name, signal);
  const proof = proofOf(before, name, value);
  if (before.values.includes(value)) return proof;
  await before.add(value);
  const { values, place } = await open(name, signal);
  const lost = [...before.values, value].filter((one) => !values.includes(one));
  if (lost.length > 0) throw notPublishedYet(`${place} took the change, but lacks ${lost.length} of the values.`);
  return proof;
}

/** What became, or would become, of a value that is to go. */
export interface Removal {
  place: string;
  wasThere: boolean;
  /** Values of the name that stay. */
  others: number;
}

/** Takes that value away, leaves the others, and reads back; with `write` false says only what it would do. */
export async function removeTxt(
  open: OpenTxtSet,
  { name, value }: { name: string; value: string },
  signal: AbortSignal,
  write = true,
): Promise<Removal> {
  const { place, values, remove } = await open(name, signal);
  const others = values.filter((one) => one !== value).length;
  const wasThere = values.includes(value);
  if (!wasThere || !write) return { place, wasThere, others };
  await remove(value);
  const left = (await open(name, signal)).values;
  if (left.includes(value)) throw notPublishedYet(`${place} took the change, but still has the value.`);
  return { place, wasThere, others };
}

function proofOf({ place, url, values, warnings }: TxtSet, name: string, value: string): Proof {
  const evidence: Evidence = { label: 'Published in', value: place, url };
  return { evidence: [evidence], changes: [changeOf(values, name, value)], warnings };
}

function changeOf(values: string[], name: string, value: string): Change {
  const object = `TXT record "${name}"`;
  if (values.includes(value)) return { object, action: 'reuse', fields: [] };
  if (values.length === 0) return { object, action: 'create', fields: [] };
  const fields = [{ path: 'values', from: JSON.stringify(values), to: JSON.stringify([...values, value]) }];
  return { object, action: 'change', fields };
}
