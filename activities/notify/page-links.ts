import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import { type Role, RUN_INPUT_DEFAULTS } from '../../runbook/model/run-input.js';
import { isForOthers } from '../../runbook/model/web-url.js';
import type { NoticeTask } from '../../runbook/outside.js';
import type { PersonalLink } from '../../runbook/words/notice-mail.js';
import { affected } from '../../runbook/words/notices.js';
import { linkToken, linkUrl } from '../../sealing/link.js';
import type { SigningKey } from '../../sealing/signing.js';
import { hideSecret } from '../secrets/secret-filter.js';

/** Where people open the page, as far as a notice may say so. */
export interface PagePlace {
  /** Its address, which opens nothing by itself; null where others cannot reach it. */
  url: string | null;
  /** Links for that person to the open questions that these events ask of them, one a role; empty where there is no page. */
  linksFor: (person: string, events: readonly NoticeEvent[]) => PersonalLink[];
}

export const NO_PAGE: PagePlace = { url: null, linksFor: () => [] };

/**
 * The page as a notice shows it. Links are signed here, at the moment of sending, and are as good as a password for as long as
 * they count: they go to the person by mail or direct message, and into nothing else.
 *
 * @param webUrl `KIRO_WEB_URL`; null where there is none
 * @param signingKey the worker's own, `via: runbook`
 */
export async function pagePlaceFor(
  { notice, input, owner }: NoticeTask,
  webUrl: string | null,
  signingKey: () => Promise<SigningKey>,
): Promise<PagePlace> {
  if (!isForOthers(webUrl)) return NO_PAGE;
  const key = await signingKey();
  // A run that an earlier version began has none.
  const { linkHours } = { ...RUN_INPUT_DEFAULTS.web, ...(input as Partial<typeof input>).web };
  const linkFor = (person: string, role: Role): PersonalLink => {
    const token = linkToken(key, 'kiro-link+jws', { workflowId: owner, person, role, hours: linkHours });
    hideSecret(token);
    const until = new Date(Date.now() + linkHours * 3_600_000).toISOString();
    return { role, url: linkUrl(webUrl, token), until };
  };
  return {
    url: webUrl,
    linksFor(person, events) {
      const own = events.filter(({ to }) => to.includes(person));
      const roles = affected({ ...notice, events: own }).flatMap(({ role }) => askedRole(role) ?? []);
      return [...new Set(roles)].map((role) => linkFor(person, role));
    },
  };
}

/** Who is asked: DNS that does not come right concerns its admin. */
function askedRole(role: ReturnType<typeof affected>[number]['role']): Role | null {
  if (role === 'time') return null;
  return role === 'dns' ? 'dns-admin' : role;
}
