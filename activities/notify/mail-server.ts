import type { ApplicationFailure } from '@temporalio/common';
import { createTransport, type Transporter } from 'nodemailer';
import { meantAddress } from '../../runbook/secrets/environment-secrets.js';
import type { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import type { Secret } from '../../runbook/secrets/secret.js';
import { refused, tryLater } from './channel.js';
import { urlOf } from '../../runbook/model/url-of.js';

const PATIENCE_MS = 10_000;

/** The mail server of `KIRO_SMTP_URL`. @throws ApplicationFailure where it names none */
export const openMailServer = (mailServer: Secret | null): Transporter =>
  createTransport({
    ...serverOf(mailServer),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });

/**
 * A password does not leave without TLS, even where somebody on the way hides that the server offers STARTTLS; only a
 * `requireTLS=false` of the address itself permits it.
 */
function serverOf(mailServer: Secret | null): { url: string; requireTLS: boolean } {
  const url = meantAddress(mailServer?.open() ?? '');
  const address = urlOf(url);
  if (address !== null && /^smtps?:$/.test(address.protocol)) return { url, requireTLS: address.password !== '' };
  throw refused(
    "KIRO_SMTP_URL of the worker's environment must name the mail server, such as smtps://user:password@smtp.example.com:465.",
  );
}

/** As Nodemailer gives it; `originalCode` is Node's own. */
export type SmtpError = Error & { code?: string; originalCode?: string; responseCode?: number };

/** A 5xx answer is for good; no connection, and 4xx, are worth another try. The text may repeat what the server said. */
export function failureOf(
  { message, code, originalCode, responseCode }: SmtpError,
  secrets: HeldSecrets,
): ApplicationFailure {
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
