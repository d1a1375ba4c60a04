import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { Child } from 'hono/jsx';
import { type Link, readLink } from '../sealing/link.js';
import { draw, type PageParts, sentenceOf } from './drawing.js';
import { atMostAMinute } from './guard.js';
import { cookieName, cookieOptions, sessionName } from './sessions.js';
import { ContinueWith, LinkExpired, NewLinkSent, NoLink } from './views/link-pages.js';

/** Each link is a signature to check. */
const LINKS_A_MINUTE = 30;

/** Opening a link changes nothing, since mail scanners open every link; the button uses it up, and gives the session. */
export function linkRoutes({ sessions, trusted, publicUrl, base, assets, newLinks }: PageParts): Hono {
  const app = new Hono();
  const page = (c: Context, title: string, content: Child, status = 200) =>
    draw(c, { title, assets, base, session: null, home: null, status }, content);
  const notOne = (c: Context) => page(c, 'Not a link', <NoLink />, 404);
  const expired = (c: Context, link: Link, token: string) =>
    page(c, 'Link over', <LinkExpired link={link} again={newLinks === null ? null : { token, base }} />, 410);
  const read = async (token: string) => readLink(token, 'kiro-link+jws', await trusted());
  const tokenIn = async (c: Context): Promise<string> => {
    const { token } = await c.req.parseBody();
    return typeof token === 'string' ? token : '';
  };

  app.use('*', atMostAMinute(LINKS_A_MINUTE, publicUrl !== null));

  app.get('/:token', async (c) => {
    const token = c.req.param('token');
    const link = await read(token);
    if (link.state === 'forged') return notOne(c);
    // The cookie goes to its own run alone: whether this browser has one is seen there, and may outlive its link.
    if (await sessions.isUsed(link.link)) return c.redirect(`${base}/run/${sessionName(link.link)}?link=${token}`, 303);
    if (link.state === 'expired') return expired(c, link.link, token);
    return page(c, 'Continue', <ContinueWith link={link.link} token={token} base={base} />);
  });

  app.post('/', async (c) => {
    const token = await tokenIn(c);
    const link = await read(token);
    if (link.state === 'forged') return notOne(c);
    if (link.state === 'expired') return expired(c, link.link, token);
    const cookie = await sessions.open(link.link);
    const name = sessionName(link.link);
    if (cookie === null) return c.redirect(`${base}/run/${name}?link=${token}`, 303);
    setCookie(c, cookieName(name), cookie, cookieOptions(`${base}/run/${name}`, publicUrl));
    return c.redirect(`${base}/run/${name}`, 303);
  });

  app.post('/again', async (c) => {
    const token = await tokenIn(c);
    const link = await read(token);
    if (link.state === 'forged' || newLinks === null) return notOne(c);
    try {
      const said = await newLinks.send(link.link);
      return page(c, 'A new link', <NewLinkSent said={said} />);
    } catch (error) {
      return page(c, 'A new link', <NewLinkSent said={sentenceOf(error)} />, 503);
    }
  });
  return app;
}
