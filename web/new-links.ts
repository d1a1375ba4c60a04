import type { Transporter } from 'nodemailer';
import { headerText, mailText } from '../runbook/escape/plain-text.js';
import { RUN_INPUT_DEFAULTS } from '../runbook/model/run-input.js';
import { type Link, linkToken, linkUrl } from '../sealing/link.js';
import type { SigningKey } from '../sealing/signing.js';
import { minuteText } from '../runbook/words/question-text.js';
import type { PageRuns } from './page-runs.js';
import { stillHas } from './take-answer.js';

/** One mail to a person in so long. Milliseconds. */
const AGAIN_MS = 10 * 60_000;

/** What new links are made and sent with. */
export interface NewLinksOptions {
  runs: PageRuns;
  /** Signs them: the page's own. */
  key: SigningKey;
  /** Opens the mail server of KIRO_SMTP_URL. */
  openMail: () => Transporter;
  /** Address of the page, without a slash at the end. */
  url: () => string;
  log: (line: string) => void;
}

/**
 * A new link for somebody whose old one is over: by mail to the address of the old one, while the run's configuration still
 * names it, and to no other.
 */
export class NewLinks {
  readonly #sentAt = new Map<string, number>();

  constructor(private readonly options: NewLinksOptions) {}

  /** What became of it, as a sentence. @throws RunError where the run does not answer */
  async send({ workflowId, person, role }: Link): Promise<string> {
    const { runs, key, openMail, url, log } = this.options;
    const { people, notify, web = RUN_INPUT_DEFAULTS.web } = await runs.settings(workflowId);
    if (role === 'operator' || !stillHas({ role, person }, people))
      return 'This run does not ask you any more, so no mail was sent. The person who runs the connection knows more.';
    if (notify.email === null) return 'This connection sends no mails. Ask the person who runs it for a new link.';
    const place = JSON.stringify([workflowId, person, role]);
    if (Date.now() - (this.#sentAt.get(place) ?? 0) < AGAIN_MS)
      return `A mail to ${person} is on its way already. Look into your mailbox, also among what was held back.`;
    this.#sentAt.set(place, Date.now());
    const { linkHours } = web;
    const link = linkUrl(url(), linkToken(key, 'kiro-link+jws', { workflowId, person, role, hours: linkHours }));
    const until = minuteText(new Date(Date.now() + linkHours * 3_600_000).toISOString());
    const mail = openMail();
    try {
      await mail.sendMail({
        from: { name: 'Kiro onboarding', address: notify.email.from },
        to: person,
        subject: headerText('Your new link to what is asked of you'),
        text: mailText(
          `Open what is asked of you:\n\n${link}\n\nThe link is for you alone, works once, and ends ${until} UTC.`,
        ),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return `A mail with a new link is on its way to ${person}.`;
    } catch {
      this.#sentAt.delete(place);
      // What a mail server says may repeat the link.
      log('A mail with a new link was not taken by the mail server (KIRO_SMTP_URL).');
      return 'The mail server did not take the mail. Try it again later, or ask the person who runs the connection.';
    } finally {
      mail.close();
    }
  }
}
