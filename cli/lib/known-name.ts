import type { Client } from '@temporalio/client';
import { addressOf, orgAtAddress } from '../../activities/okta/org-metadata.js';
import { type OtherName, otherNames } from '../../client/other-names.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { knownHost, type OrgAndDomain, oktaHost } from '../../runbook/model/names.js';
import { note as noteOnStderr } from './output-and-exit.js';

type Note = (line: string) => void;
/** Who the org at an address is; null where nothing answers. */
type AskOrg = typeof orgAtAddress;

/**
 * The input with the host that the ids of its connection go by. An org has an okta.com name and maybe a custom domain: where
 * the domain is connected under the other one, record and runs keep that name, and one sentence says so.
 */
export async function byKnownName<Input extends OrgAndDomain>(
  client: Client,
  input: Input,
  note: Note = noteOnStderr,
): Promise<Input> {
  const others = await otherNames(client, input).catch(() => null);
  if (others !== null) return amongOthers(input, others, note);
  note(
    'Whether this domain is connected under the other address of its org is not known: Temporal does not list its runs.',
  );
  return input;
}

/** The same among names that somebody has found: the first one that is the same org. Nothing is guessed. */
export async function amongOthers<Input extends OrgAndDomain>(
  input: Input,
  others: readonly OtherName[],
  note: Note = noteOnStderr,
  ask: AskOrg = orgAtAddress,
): Promise<Input> {
  if (others.length === 0) return input;
  const { okta, domain } = input;
  const own = await ask(okta.orgUrl);
  const unknown: string[] = [];
  for (const { host, orgId } of others) {
    const isNamed = own?.hosts.includes(host) === true;
    const id = isNamed ? own.id : (orgId ?? (own === null ? null : ((await ask(addressOf(host)))?.id ?? null)));
    if (own !== null && id === own.id) {
      note(terminalText(`This org is already connected under ${host}; its record and runs go by that name.`));
      return { ...input, okta: { ...okta, knownAs: host } };
    }
    if (own === null || id === null) unknown.push(host);
  }
  if (unknown.length > 0) {
    const silent = own === null ? [oktaHost(okta.orgUrl)] : unknown;
    note(
      terminalText(
        `${domain} is also connected under ${unknown.join(', ')}. Whether that is the same org is not known, since ` +
          `${silent.join(', ')} did not say which org it is: this goes on under ${knownHost(okta)}.`,
      ),
    );
  }
  return input;
}
