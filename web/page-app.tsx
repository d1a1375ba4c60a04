import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { besideRoutes } from './beside-routes.js';
import { draw, type PageParts, problem } from './drawing.js';
import { loggedPath, ownAddressAlone, secureHeaders } from './guard.js';
import { linkRoutes } from './link-routes.js';
import { runRoutes } from './run-routes.js';
import { Plain } from './views/layout.js';
import { Forgotten, NoSession } from './views/link-pages.js';

/** The longest form: a list of 1 MB, as the Update takes it, with what stands around it. Bytes. */
const MAX_FORM = 2_000_000;

/** The page as an app; `servePage` opens it on a port. */
export function pageApp(parts: PageParts): Hono {
  const page = pageAtRoot(parts);
  // A proxy may hand on the path of the public address, or cut it off.
  return parts.base === '' ? page : page.route(parts.base, pageAtRoot(parts));
}

function pageAtRoot(parts: PageParts): Hono {
  const { assets, base, publicUrl, log, mark } = parts;
  const app = new Hono();
  const nobody = { assets, base, session: null, home: null };

  app.use(async (c, next) => {
    const begun = Date.now();
    await next();
    log(`${c.req.method} ${loggedPath(c.req.path)} ${c.res.status} ${Date.now() - begun} ms`);
  });
  app.use(compress());
  app.use(secureHeaders);
  app.get('/healthz', (c) => c.json({ app: 'kiro-okta-page', state: mark }));
  app.use(ownAddressAlone(publicUrl));
  const onError = 'That is too long: a list has at most 1 MB.';
  app.use(bodyLimit({ maxSize: MAX_FORM, onError: (c) => c.json(problem(null, onError), 413) }));
  for (const { path, type, content } of [assets.style, assets.script])
    app.get(path, (c) =>
      c.body(content, 200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }),
    );
  app.get('/', (c) =>
    draw(
      c,
      { title: 'Okta to Kiro', ...nobody },
      c.req.query('forgotten') === undefined ? <NoSession /> : <Forgotten />,
    ),
  );
  app.route('/link', linkRoutes(parts));
  // Its middleware reads the session for the routes behind it, too.
  app.route('/run', runRoutes(parts));
  app.route('/run', besideRoutes(parts));

  app.notFound((c) =>
    draw(
      c,
      { title: 'Nothing here', ...nobody, status: 404 },
      <Plain heading="There is nothing at this address">
        <p>Open the link that you got.</p>
      </Plain>,
    ),
  );
  app.onError((error, c) => {
    log(`${c.req.method} ${loggedPath(c.req.path)} failed: ${error.name}`);
    const content = (
      <Plain heading="That did not work">
        <p>The page itself has failed. Nothing was sent; try it again.</p>
      </Plain>
    );
    return draw(c, { title: 'Not now', ...nobody, status: 500 }, content);
  });
  return app;
}
