import type { Ask, RunState } from '../model/state.js';
import type { TxtMiss } from '../outside/dns.js';

/** What the looks at the TXT record have told the run. */
export interface TxtLook {
  /** What is wrong with the record; null where nothing is known. */
  miss: TxtMiss | null;
  /** `kind` of the miss that was told last; null where nothing was told since somebody wanted a look. */
  told: string | null;
  /** How often a miss was told since then. */
  times: number;
  /** When the look that is under way began; ISO 8601. */
  since: string | null;
  /** Who has published the record, as far as anybody says; `elsewhere` where its step was skipped. */
  published: 'nobody' | 'person' | 'runbook' | 'elsewhere';
}

export const newTxtLook = (): TxtLook => ({ miss: null, told: null, times: 0, since: null, published: 'nobody' });

/** Between the word that the record is published and the first look after it. */
export const LOOKING_REASON = 'Published, but DNS does not show it yet: the runbook is looking now.';

/** Why the DNS admin is asked (again): what DNS shows instead of the record, and what fixes it. */
export function missReason(published: TxtLook['published'], { problem, fix }: TxtMiss): string {
  const beginning = BEGINNINGS[published];
  return [`${beginning} ${lowerFirst(problem)}`, fix ?? 'The runbook goes on looking.'].join(' ');
}

const BEGINNINGS: Record<TxtLook['published'], string> = {
  person: 'Published, but',
  runbook: 'Published, but',
  nobody: 'Not yet as it should be:',
  elsewhere: 'Left to somebody else, but',
};

/** Names of servers and domains are lower case anyway. */
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Somebody has just said that it is done, and the runbook is looking: nothing to do for them before it tells. */
export function isTxtLookUnderWay({ step, message, role }: Ask, state: RunState & { txtLook: TxtLook }): boolean {
  const { txtLook, asks, answers } = state;
  const isAboutIt =
    (message === 'dnsRecordPublished' && answers.dnsRecordPublished !== undefined) ||
    (step === 'dns-propagation' && role === 'dns-admin');
  const isLooking = asks.some((ask) => ask.step === 'dns-propagation' && ask.message === 'checkNow');
  return isAboutIt && isLooking && txtLook.told === null;
}
