import type { OnboardingInput } from '../onboarding/input.js';
import type { Proof } from '../model/proof.js';

export interface DnsActivities {
  /** What `publishTxtRecord` would write; told before the write, so that a crash cannot blur who made the record. */
  planTxtRecord(task: TxtPublication): Promise<Proof>;
  /**
   * Adds the value to the TXT records of the name, and reads it back. What cannot be published, or is no record of Kiro's
   * (`unusualRecord`), is a Trouble; so it is for the plan.
   */
  publishTxtRecord(task: TxtPublication): Promise<Proof>;
  /**
   * Fails (retryable, benign, verdict as message, at most 4 KB) until every authoritative server has the value. Returns
   * earlier, with `miss`, when a person should know what it saw (`TxtQuery.told`).
   */
  awaitTxtRecord(query: TxtQuery): Promise<Proof & { miss?: TxtMiss }>;
  /** Fails (retryable, benign, verdict as message) as long as the record stands; gives a proof that it is gone. */
  watchTxtRecord(query: TxtQuery): Promise<Proof>;
}

export interface TxtPublication {
  /** The domain that is verified. */
  domain: string;
  dns: OnboardingInput['dns'];
  recordName: string;
  value: string;
}

export interface TxtQuery {
  domain: string;
  /** The record's name; usually the domain itself. */
  recordName: string;
  expected: string;
  /** "host:port"; empty means the system's. */
  resolvers: string[];
  /** A resolver over HTTPS; null is none. */
  doh: string | null;
  /** Port of the authoritative servers. */
  port: number;
  /** When the wait began, ISO 8601: the look-ups grow sparser from there. */
  since: string;
  /** `kind` of the miss that the run knows, null where it knows none; without it no miss is returned. */
  told?: string | null;
  /** How long after `since` a miss that may pass by itself is not returned. Milliseconds. */
  graceMs?: number;
}

/** What a look saw instead of the record. Short enough to be kept with the run. */
export interface TxtMiss {
  /** The same as long as the same things are wrong. */
  kind: string;
  /** What is wrong, one sentence. */
  problem: string;
  /** What fixes it; null where nobody knows, or where waiting does. */
  fix: string | null;
  /** Whatever else is wrong, a sentence or two each. */
  more: string[];
  /** Every name server has the record; only a resolver still keeps an older answer. */
  isPublished: boolean;
}

/** The miss that a run takes for granted before anybody has published the record. */
export const NOTHING_THERE = 'missing';
