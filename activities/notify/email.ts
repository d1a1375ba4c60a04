import type { ApplicationFailure } from '@temporalio/common';
import { createTransport } from 'nodemailer';
import { meantAddress, urlSecrets } from '../../runbook/secrets/environment-secrets.js';
import { headerText } from '../../runbook/escape/plain-text.js';
import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import type { RunInput } from '../../runbook/model/run-input.js';
import { noticeMail } from '../../runbook/words/notice-mail.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import type { Secret } from '../../runbook/secrets/secret.js';
import { refused, tryLater, type Channel } from './channel.js';

const PATIENCE_MS = 10_000;

/**
 * A mail to each person with what concerns them, and with everything to the address that gets copies. `KIRO_SMTP_URL`
 * names the server. A repeated attempt sends the same Message-IDs, so that a mailbox shows a mail once; its links are new ones.
 */
export const email: Channel = async (outgoing, { mailServer }) => {
  const setting = outgoing.input.notify.email;
  const transport = createTransport({
    ...serverOf(mailServer),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
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

/**
 * A password does not leave without TLS, even where somebody on the way hides that the server offers STARTTLS; only a
 * `requireTLS=false` of the address itself permits it.
 */
function serverOf(mailServer: Secret | null): { url: string; requireTLS: boolean } {
  const url = meantAddress(mailServer?.open() ?? '');
  if (URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol))
    return { url, requireTLS: new URL(url).password !== '' };
  throw refused(
    "KIRO_SMTP_URL of the worker's environment must name the mail server, such as smtps://user:password@smtp.example.com:465.",
  );
}

/** As Nodemailer gives it; `originalCode` is Node's own. */
type SmtpError = Error & { code?: string; originalCode?: string; responseCode?: number };

/** A 5xx answer is for good; no connection, and 4xx, are worth another try. The text may repeat what the server said. */
function failureOf({ message, code, originalCode, responseCode }: SmtpError, secrets: HeldSecrets): ApplicationFailure {
  const said = `The mail server did not take the mail: ${secrets.text(message)}`;
  if (/CERT|SIGNED|VERIFY|ALTNAME/.test(originalCode ?? '')) return refused(`${said}. ${ADVICE.certificate}`);
  const isForGood = responseCode === undefined ? code === 'EAUTH' : responseCode >= 500;
  if (!isForGood) return tryLater(said);
  return refused(code === 'ETLS' ? `${said}. ${ADVICE.noTls}` : said);
}

const ADVICE = {
  noTls:
    'Without TLS the password is not sent: use a port that offers it, or permit it with ?requireTLS=false in KIRO_SMTP_URL.',
  certificate:
    'A certificate of your own authority is trusted by NODE_EXTRA_CA_CERTS=<its file> in the environment of the worker.',
};
