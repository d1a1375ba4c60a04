import type { Ask, RunState, TxtLook } from '../model/state.js';
import type { TxtMiss } from '../outside/dns.js';

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
export function isTxtLookUnderWay({ step, message, role }: Ask, state: RunState): boolean {
  const { txtLook, asks, answers } = state;
  const isAboutIt =
    (message === 'dnsRecordPublished' && answers.dnsRecordPublished !== undefined) ||
    (step === 'dns-propagation' && role === 'dns-admin');
  const isLooking = asks.some((ask) => ask.step === 'dns-propagation' && ask.message === 'checkNow');
  return isAboutIt && isLooking && txtLook.told === null;
}
