import type { Link } from '../../sealing/link.js';
import { Plain, ROLE_NAMES, Time } from './layout.js';
import { shown } from './prose.js';

// What somebody sees who opens a link. Opening changes nothing: mail scanners open every link.

/** A good link: a button opens the session. */
export function ContinueWith({ link, token, base }: { link: Link; token: string; base: string }) {
  return (
    <Plain heading={`Continue as ${shown(link.person)}?`}>
      <p>
        This link is for {shown(link.person)} ({ROLE_NAMES[link.role]}) and opens what is asked of you. It works once,
        until <Time at={new Date(link.exp * 1_000).toISOString()} />; this browser is then known for a week.
      </p>
      <form method="post" action={`${base}/link`}>
        <input type="hidden" name="token" value={token} />
        <p>
          <button class="primary">Continue</button>
        </p>
      </form>
      <p class="soft">If you are somebody else, close this page: what is answered here is answered in that name.</p>
    </Plain>
  );
}

/** How a link that is over is replaced: by a mail to the person of the old one; null where this page sends none. */
type Again = { token: string; base: string } | null;

/** A link that was good once. */
export const LinkExpired = ({ link, again }: { link: Link; again: Again }) => (
  <Plain heading="This link has expired">
    <p>Links are good for some days. Nothing that was answered is lost.</p>
    {link.role === 'operator' ? (
      <p>
        Make a new one with <code>npm run invite -- {shown(link.person)} --role operator</code>.
      </p>
    ) : (
      <HowToGetOne person={link.person} again={again} />
    )}
  </Plain>
);

/** A link that was used, in a browser that has no session for it. */
export const UsedElsewhere = ({ again }: { again: Again }) => (
  <Plain heading="This link was used already">
    <p>
      A link opens the page in one browser, and goes on working there. Here you need a new one. If you have not used it
      yourself, somebody else has: tell the person who runs this.
    </p>
    <HowToGetOne person={null} again={again} />
  </Plain>
);

function HowToGetOne({ person, again }: { person: string | null; again: Again }) {
  return (
    <>
      {again === null ? null : (
        <form method="post" action={`${again.base}/link/again`}>
          <input type="hidden" name="token" value={again.token} />
          <p>
            <button class="primary">Send me a new link</button>
          </p>
          <p class="soft">It goes by mail to the address that the old one was made for, and to no other.</p>
        </form>
      )}
      <p>
        The next reminder by mail brings a new link, too. The person who runs the connection can make one at once
        {person === null ? null : ` for ${shown(person)}`}: ask them.
      </p>
    </>
  );
}

/** Somebody who had their session ended. */
export const Forgotten = () => (
  <Plain heading="This browser has forgotten you">
    <p>
      Your old link opens nothing any more. The next reminder by mail brings a new one, and the person who runs the
      connection can make one at once: ask them.
    </p>
  </Plain>
);

/** What became of the wish for a new link. */
export const NewLinkSent = ({ said }: { said: string }) => (
  <Plain heading="A new link">
    <p>{shown(said)}</p>
  </Plain>
);

/** A text that is no link of this page. */
export const NoLink = () => (
  <Plain heading="This link is not right">
    <p>
      It was not made for this page, or a part of it is missing: some mail programs cut a long link. Copy the whole of
      it from the mail, from “http” to the last letter.
    </p>
  </Plain>
);

/** Somebody without a session. */
export const NoSession = () => (
  <Plain heading="Open the link that you got">
    <p>
      This page shows what is asked of you once you open your own link: from the mail or the Slack message, or from the
      person who runs the connection: ask them for a new one.
    </p>
  </Plain>
);
