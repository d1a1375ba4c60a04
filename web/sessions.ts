import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustedKey } from '../runbook/trust/sender-keys.js';
import { type Link, linkToken, readLink } from '../sealing/link.js';
import type { SigningKey } from '../sealing/signing.js';

/** Somebody who has opened their link: of which run, who they are, until when. */
export type Session = Link;

/** How long a page stays open to somebody after the link was used. Hours. */
export const SESSION_HOURS = 7 * 24;

/** The name of a session in addresses; tells nothing to those who have no session. */
export const sessionName = ({ workflowId, person, role }: Pick<Link, 'workflowId' | 'person' | 'role'>): string =>
  createHash('sha256')
    .update(JSON.stringify([workflowId, person.toLowerCase(), role]))
    .digest('base64url')
    .slice(0, 22);

export const cookieName = (name: string): string => `kiro_${name}`;

/** How a browser keeps a session: for its own run alone. `home` is the path of the run's page. */
export const cookieOptions = (home: string, publicUrl: string | null) =>
  ({
    path: home,
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl?.startsWith('https:') ?? false,
    maxAge: SESSION_HOURS * 3_600,
  }) as const;

/**
 * The sessions of the page. A session is a signed cookie, so a page that was restarted knows everybody again; which links
 * were used is kept in `<stateDir>/web/used/`, a file for each link, until it has expired.
 */
export class Sessions {
  readonly #key: SigningKey;
  readonly #used: string;
  readonly #secret: Buffer;

  constructor(key: SigningKey, stateDir: string) {
    this.#key = key;
    this.#used = join(stateDir, 'web', 'used');
    const { d = '' } = key.privateKey.export({ format: 'jwk' });
    this.#secret = createHmac('sha256', 'kiro page: forms').update(d).digest();
  }

  /** Uses up a link; null where it was used before. Gives the text of the session's cookie. */
  async open(link: Link): Promise<string | null> {
    await mkdir(this.#used, { recursive: true, mode: 0o700 });
    try {
      await writeFile(join(this.#used, link.jti), String(link.exp), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return null;
    }
    await this.#forgetExpired();
    const { workflowId, person, role } = link;
    return linkToken(this.#key, 'kiro-session+jws', { workflowId, person, role, hours: SESSION_HOURS });
  }

  /** The session of an operator for another run: for the same person, and for no longer. */
  openOther({ person, exp }: Session, workflowId: string): string {
    const hours = (exp * 1_000 - Date.now()) / 3_600_000;
    return linkToken(this.#key, 'kiro-session+jws', { workflowId, person, role: 'operator', hours });
  }

  async isUsed({ jti }: Link): Promise<boolean> {
    return stat(join(this.#used, jti)).then(
      () => true,
      () => false,
    );
  }

  /** The session of a cookie; null where it is none of this page, has ended, or is of another address. */
  read(cookie: string | undefined, name: string): Session | null {
    if (cookie === undefined) return null;
    const own: TrustedKey = { key: this.#key.key, via: 'page', people: ['*'] };
    const read = readLink(cookie, 'kiro-session+jws', [own]);
    return read.state === 'good' && sessionName(read.link) === name ? read.link : null;
  }

  /** What a form of this session carries, so that no other site can send one. */
  formToken = ({ jti }: Session): string => createHmac('sha256', this.#secret).update(jti).digest('base64url');

  isFormToken(session: Session, given: unknown): boolean {
    const [wanted, got] = [Buffer.from(this.formToken(session)), Buffer.from(typeof given === 'string' ? given : '')];
    return wanted.length === got.length && timingSafeEqual(wanted, got);
  }

  /** A link that has expired opens nothing, so that it was used need not be kept. */
  async #forgetExpired(): Promise<void> {
    const now = Date.now();
    for (const jti of await readdir(this.#used)) {
      const file = join(this.#used, jti);
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: now }));
      if (now - mtimeMs > LONGEST_LINK_MS) await rm(file, { force: true });
    }
  }
}

/** No link is good for longer (`web.linkHours`). */
const LONGEST_LINK_MS = 366 * 24 * 3_600_000;
