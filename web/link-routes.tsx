import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { type Link, readLink } from '../sealing/link.js';
import { draw, type PageParts } from './drawing.js';
import { atMostAMinute } from './guard.js';
import { cookieName, SESSION_HOURS, sessionName } from './sessions.js';
import { ContinueWith, LinkExpired, NoLink } from './views/link-pages.js';

/** Each link is a signature to check. */
const LINKS_A_MINUTE = 30;

/** Opening a link changes nothing, since mail scanners open every link; the button uses it up, and gives the session. */
export function linkRoutes({ sessions, trusted, publicUrl, assets }: PageParts): Hono {
  const app = new Hono();
  const nobody = { assets, session: null, home: null };
  const notOne = (c: Context) => draw(c, { title: 'Not a link', ...nobody, status: 404 }, <NoLink />);
  const expired = (c: Context, link: Link) =>
    draw(c, { title: 'Link over', ...nobody, status: 410 }, <LinkExpired link={link} />);

  app.use('*', atMostAMinute(LINKS_A_MINUTE));

  app.get('/:token', async (c) => {
    const token = c.req.param('token');
    const read = readLink(token, 'kiro-link+jws', await trusted());
    if (read.state === 'forged') return notOne(c);
    if (read.state === 'expired') return expired(c, read.link);
    // The cookie goes to its own run alone: whether this browser has one is seen there.
    if (await sessions.isUsed(read.link)) return c.redirect(`/run/${sessionName(read.link)}?link=used`, 303);
    return draw(c, { title: 'Continue', ...nobody }, <ContinueWith link={read.link} token={token} />);
  });

  app.post('/', async (c) => {
    const { token } = await c.req.parseBody();
    const read = readLink(typeof token === 'string' ? token : '', 'kiro-link+jws', await trusted());
    if (read.state === 'forged') return notOne(c);
    if (read.state === 'expired') return expired(c, read.link);
    const cookie = await sessions.open(read.link);
    const name = sessionName(read.link);
    if (cookie === null) return c.redirect(`/run/${name}?link=used`, 303);
    setCookie(c, cookieName(name), cookie, {
      path: `/run/${name}`,
      httpOnly: true,
      sameSite: 'Lax',
      secure: publicUrl?.startsWith('https:') ?? false,
      maxAge: SESSION_HOURS * 3_600,
    });
    return c.redirect(`/run/${name}`, 303);
  });
  return app;
}
