import type { OnboardingInput } from '../input.js';
import type { Proof } from '../proof.js';

export interface DnsActivities {
  /** What `publishTxtRecord` would write; told before the write, so that a crash cannot blur who made the record. */
  planTxtRecord(task: TxtPublication): Promise<Proof>;
  /**
   * Adds the value to the TXT records of the name, and reads it back. What cannot be published, or is no record of Kiro's
   * (`unusualRecord`), is a Trouble; so it is for the plan.
   */
  publishTxtRecord(task: TxtPublication): Promise<Proof>;
  /** Fails (retryable, benign, verdict as message, at most 4 KB) until every authoritative server has the value. */
  awaitTxtRecord(query: TxtQuery): Promise<Proof>;
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
}
