import type { Looked } from '../../runbook/person/facts.js';
import type { JsonObject } from '../okta/json-fields.js';
import type { OktaApi } from '../okta/okta-api.js';
import { firstPage } from '../okta/paging.js';
import { OktaError } from '../okta/okta-error.js';
import { ReserveReached } from '../okta/okta-failures.js';

/**
 * Reads of one org that never become many: a list is read by its first page alone. What would be good to know but is not
 * needed may be read as long as there is something to spare.
 */
export class LimitedReads {
  constructor(
    readonly okta: OktaApi,
    /** Reads beside those that are always made. */
    private spare: number,
  ) {}

  find(path: string): Promise<JsonObject | null> {
    return this.okta.find(path);
  }

  /** The first page of a list, at most 200 items. */
  async page(path: string): Promise<JsonObject[]> {
    return (await this.okta.page(firstPage(path))).items;
  }

  /** As `page`, with a second one where it may be spared; `isWhole` is false where there is more. */
  async pages(path: string): Promise<{ items: JsonObject[]; isWhole: boolean }> {
    const first = await this.okta.page(firstPage(path));
    if (first.next === null || !this.maySpare()) return { items: first.items, isWhole: first.next === null };
    const second = await this.okta.page(first.next);
    return { items: [...first.items, ...second.items], isWhole: second.next === null };
  }

  /** Takes one of the spare reads; false where there is none left. */
  maySpare(): boolean {
    this.spare -= 1;
    return this.spare >= 0;
  }
}

/** More would have to be asked than one person is worth. */
export class NoMoreReads extends Error {
  override readonly name = 'NoMoreReads';
}

/** Does a read, or says why it could not be done: a missing right or a busy org keeps nobody from reading the rest. */
export async function looked<T>(work: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof ReserveReached || error instanceof NoMoreReads) return { why: error.message };
    if (!(error instanceof OktaError)) throw error;
    return { why: whyNot(error) };
  }
}

/** In a few words, such as `Okta does not let this client read /api/v1/logs (403 E0000006)`. */
export function whyNot({ call, status, code, summary }: OktaError): string {
  if (status === null) return `Okta could not be reached (${summary})`;
  const told = [status, code].filter((one) => one !== null).join(' ');
  return status === 401 || status === 403
    ? `Okta does not let this client read ${call.path} (${told})`
    : `Okta answered ${told} to ${call.path}`;
}
