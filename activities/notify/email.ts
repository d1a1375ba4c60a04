import type { ApplicationFailure } from '@temporalio/common';
import { urlSecrets } from '../../runbook/secrets/environment-secrets.js';
import { headerText } from '../../runbook/escape/plain-text.js';
import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import { noticeMail } from '../../runbook/words/notice-mail.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import type { Channel } from './channel.js';
import { failureOf, openMailServer, type SmtpError } from './mail-server.js';

/**
 * A mail to each person with what concerns them, and with everything to the address that gets copies. `KIRO_SMTP_URL`
 * names the server. A repeated attempt sends the same Message-IDs, so that a mailbox shows a mail once; its links are new ones.
 */
export const email: Channel = async (outgoing, { mailServer }) => {
  const setting = outgoing.input.notify.email;
  const transport = openMailServer(mailServer);
  const own = urlSecrets(mailServer?.open() ?? '');
  const operator = operatorOf(outgoing.input);
  const failures: ApplicationFailure[] = [];
  for (const [index, { to, events }] of mailsOf(outgoing.notice.events, setting?.copyTo ?? null).entries()) {
    const links = outgoing.page.linksFor(to, events);
    const mail = {
      from: { name: 'Kiro onboarding', address: setting?.from ?? '' },
      to,
      ...(operator === null || operator === to ? {} : { replyTo: operator }),
      ...noticeMail({
        notice: outgoing.notice,
        events,
        link: outgoing.link,
        page: outgoing.page.url,
        links,
        operator,
        isOperator: to === operator,
      }),
      messageId: headerText(`<${outgoing.notice.id}.${index}@${outgoing.input.domain}>`),
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
    // One mailbox that is refused keeps no mail from the others.
    const secrets = new HeldSecrets([...own, ...links.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))]);
    await transport.sendMail(mail).catch((error: SmtpError) => failures.push(failureOf(error, secrets)));
  }
  transport.close();
  // A mailbox that takes nothing must not cost the mail of one that is only busy.
  const failure = failures.find(({ nonRetryable }) => nonRetryable !== true) ?? failures[0];
  if (failure !== undefined) throw failure;
  return {};
};

/** Who runs the runbook, and gets what people reply: the address that gets copies, else the Okta admin. */
const operatorOf = ({ notify, people }: RunInput): string | null =>
  notify.email?.copyTo ?? people['okta-admin']?.email ?? null;

/** Who gets which events: people those that concern them, the copy's address all. */
function mailsOf(events: NoticeEvent[], copyTo: string | null): { to: string; events: NoticeEvent[] }[] {
  const people = [...new Set(events.flatMap((event) => event.to))].filter((address) => address !== copyTo);
  return [
    ...people.map((to) => ({ to, events: events.filter((event) => event.to.includes(to)) })),
    ...(copyTo === null ? [] : [{ to: copyTo, events }]),
  ];
}
