import { type LinkRole, LINK_ROLES, linkToken, linkUrl, readLink } from '../sealing/link.js';
import { loadSigningKey, readTrustedKeys } from '../sealing/signing.js';
import { clusterSettings } from '../temporal/cluster-settings.js';
import { stateDir } from '../temporal/folders.js';

// Links to the page that a person at this machine hands over. The worker signs those of mails (`activities/notify/page-links.ts`).

export { LINK_ROLES, type LinkRole };

/** For whom a link is, and for how long. */
export interface Invited {
  workflowId: string;
  /** E-mail address; of an operator, a name. */
  person: string;
  role: LinkRole;
  hours: number;
}

/** A link that was made. */
export interface Invitation extends Omit<Invited, 'hours'> {
  /** As good as a password until then. */
  url: string;
  /** When it ends; ISO 8601. */
  until: string;
}

/** Makes links with the key of this front end. */
export interface Inviter {
  /** `base`: what the page's address begins with, without a slash at the end. */
  invite(base: string, invited: Invited): Invitation;
  /** Whether a page with the trusted senders of this environment takes such links. One of another machine may trust others. */
  isTrusted: boolean;
}

/**
 * Makes links to the page with the key of this front end (`via`).
 * @throws Error with a sentence where a key or the list of trusted senders is not right
 */
export async function inviterFor(via: 'cli' | 'terminal', env: NodeJS.ProcessEnv): Promise<Inviter> {
  const dir = stateDir(env);
  const key = await loadSigningKey({ env, stateDir: dir, via });
  const trusted = await readTrustedKeys({ env, stateDir: dir, isEmbedded: clusterSettings(env) === null });
  const tried = linkToken(key, 'kiro-link+jws', { workflowId: '-', person: '-', role: 'operator', hours: 1 });
  return {
    invite(base, { hours, ...invited }) {
      const token = linkToken(key, 'kiro-link+jws', { ...invited, hours });
      const until = new Date(Date.now() + hours * 3_600_000).toISOString();
      return { ...invited, url: linkUrl(base, token), until };
    },
    isTrusted: readLink(tried, 'kiro-link+jws', trusted).state === 'good',
  };
}
