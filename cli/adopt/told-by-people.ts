import { confirm, isCancel, text } from '@clack/prompts';
import { checkField } from '../../runbook/messages/form.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { endpointFault } from '../../runbook/onboarding/scim-check.js';
import { scimEndpoint } from '../../runbook/onboarding/scim-endpoint.js';
import { CommandError, EXIT, usageError } from '../lib/output-and-exit.js';

/** What only people know of a connection. */
export interface Told {
  /** SCIM endpoint of the Kiro profile, in its normal form. */
  endpoint: string;
  /** ISO 8601; a day begins at midnight UTC. */
  tokenIssuedAt: string;
  /** Where the token is kept; never the token. */
  storedAt: string | null;
}

/** The flags that say it. */
export interface ToldFlags {
  endpoint?: string;
  tokenIssued?: string;
  storedAt?: string;
}

type Field = keyof ToldFlags;

/** What the flags say; at a terminal what is missing is asked for. @throws CommandError (2) for what is wrong or missing, (3) where the person leaves */
export async function whatPeopleTell(
  flags: ToldFlags,
  { input, atTerminal }: { input: OnboardingInput; atTerminal: boolean },
): Promise<Told> {
  const required = { endpoint: '--endpoint', tokenIssued: '--token-issued' } as const;
  const missing = (['endpoint', 'tokenIssued'] as const).filter((name) => flags[name] === undefined);
  if (missing.length > 0 && !atTerminal)
    throw usageError(
      `${missing.map((name) => required[name]).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: only people know it.\n` +
        missing
          .map((name) => `  ${required[name]}: ${ASKED[name].message}, such as ${ASKED[name].placeholder}`)
          .join('\n'),
    );
  const read = async (name: Field, flag: string): Promise<string> => {
    const given = flags[name];
    if (given === undefined) return atTerminal ? ask(name, input) : '';
    const wrong = faultOf(name, given, input);
    if (wrong !== null) throw usageError(`${flag} ${given}: ${wrong}`);
    return given;
  };
  const endpoint = scimEndpoint(await read('endpoint', '--endpoint'));
  const issued = (await read('tokenIssued', '--token-issued')).trim();
  const storedAt = (await read('storedAt', '--stored-at')).trim();
  return { endpoint, tokenIssuedAt: new Date(issued).toISOString(), storedAt: storedAt === '' ? null : storedAt };
}

const ASKED: Record<Field, { message: string; placeholder: string }> = {
  endpoint: {
    message: 'SCIM endpoint (Kiro console, Settings, Identity Management, SCIM Endpoint)',
    placeholder: 'https://scim.us-east-1.amazonaws.com/1a2b…/scim/v2',
  },
  tokenIssued: {
    message: 'Day on which the SCIM token was made (Kiro console, Settings, Identity Management, Access Tokens)',
    placeholder: '2026-03-31',
  },
  storedAt: {
    message: 'Where the SCIM token is kept; never the token. Empty: nobody knows.',
    placeholder: '1Password: Kiro SCIM token',
  },
};

async function ask(name: Field, input: OnboardingInput): Promise<string> {
  const validate = (given = ''): string | undefined => faultOf(name, given, input) ?? undefined;
  const answer = await text({ ...ASKED[name], validate });
  if (isCancel(answer)) throw nothingRecorded();
  return answer ?? '';
}

const DAY = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/;

function faultOf(name: Field, given: string, input: OnboardingInput): string | null {
  const value = given.trim();
  if (name === 'storedAt') return value === '' ? null : checkField('scimAccessIssued', 'storedAt', value);
  if (name === 'endpoint')
    return checkField('scimAccessIssued', 'endpoint', value) ?? endpointFault(scimEndpoint(value), input.okta.orgUrl);
  const day = new Date(value);
  const isDay = DAY.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.slice(0, 10));
  if (!isDay) return 'Write a day, such as 2026-03-31.';
  return day.getTime() > Date.now() ? 'That day has not come yet.' : null;
}

/** Whether the person agrees. @throws CommandError (3) where not */
export async function requireConsent(question: string): Promise<void> {
  const answer = await confirm({ message: question, initialValue: false });
  if (isCancel(answer) || !answer) throw nothingRecorded();
}

const nothingRecorded = (): CommandError => new CommandError('Nothing was recorded.', EXIT.notClean);
