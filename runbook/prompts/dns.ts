import type { Trouble } from '../outside.js';
import { txtRecordName } from '../record-name.js';
import { UNUSUAL_FIX, unusualRecord } from '../unusual-record.js';
import type { Prompt, PromptMaker, Scene } from './prompt.js';

/** Step 3, "In your DNS Provider create TXT record with that verification token". */
export const dnsRecord: PromptMaker = (scene) => {
  const { state, input } = scene;
  const { name, value } = recordOf(scene);
  const short = name === input.domain ? '@ or empty' : name.replace(`.${input.domain}`, '');
  const above =
    input.domain.split('.').length > 2 ? '; in the zone of a domain above, leave out the name of that one' : '';
  return {
    title: `Publish the TXT record at ${name}`,
    where: { place: `The zone of ${input.domain} at your DNS provider`, url: null },
    why: 'It proves to Kiro that the domain is yours. Other TXT records at the name stay as they are.',
    instructions: [
      ...unusualFirst(scene),
      ...failedFirst(state.troubles['dns-record']),
      `Open the zone of ${input.domain} at your DNS provider and add a record of type TXT.`,
      `Name: ${name}. Many providers append the zone by themselves: in the zone ${input.domain} the name is then ${short}${above}.`,
      'Paste the value below, without quotes and spaces; TTL 300 or the lowest offered. Save.',
      'Answer when it is saved, and the runbook looks at once. It goes on by itself, too, when it sees the record. Keep the record afterwards.',
    ],
    copy: [
      { label: 'Type', value: 'TXT' },
      { label: 'Name', value: name },
      { label: 'TTL', value: '300' },
      { label: 'Value', value },
    ],
    verified: 'Every authoritative name server of the zone is asked, then the resolvers.',
    next: 'The Kiro admin looks whether Kiro shows the domain as Verified.',
  };
};

/** What the DNS admin should know before publishing a record that is not Kiro's by name or value. */
function unusualFirst(scene: Scene): string[] {
  const { name, value } = recordOf(scene);
  const { domain, dns } = scene.input;
  const unusual = unusualRecord({ domain, dns, recordName: name, value });
  return unusual === null ? [] : [`${unusual} ${UNUSUAL_FIX}`];
}

/** Where the runbook was to publish it: what mends that, and the two ways on. */
function failedFirst(trouble: Trouble | undefined): string[] {
  if (trouble === undefined) return [];
  return [
    ...trouble.findings.map(({ fix }) => fix),
    'When that is mended, answer with stepDone for dns-record, and the runbook tries again. Or publish it by hand:',
  ];
}

/** What DNS means for a domain that Kiro has not verified yet: beside the question whether it has. */
export function pendingAdvice(scene: Scene): Pick<Prompt, 'instructions' | 'copy'> {
  const { ask, state, input } = scene;
  const { name, value } = recordOf(scene);
  if (state.recordGoneSince !== null) {
    const gone = `The record has disappeared from DNS (seen at ${state.recordGoneSince}), and Kiro cannot verify without it.`;
    const fix = 'Have the DNS admin publish it again, as below; the runbook says when it is back.';
    return { instructions: [`${gone} ${fix}`], copy: [{ label: `TXT record at ${name}`, value }] };
  }
  if (ask.reminders === 0 || state.steps['dns-propagation'].state !== 'done') return { instructions: [], copy: [] };
  const since = `It has been asked for since ${ask.since}, and all name servers give the record: if Kiro still says Pending, the fault is not in DNS.`;
  const fix = `Send the evidence below to Kiro support; \`npm run check-dns -- ${input.domain} ${value}\` makes it anew.`;
  return { instructions: [`${since} ${fix}`], copy: [{ label: 'For Kiro support', value: evidenceOf(scene) }] };
}

const LONGEST_EVIDENCE = 1_000;

/** One line, so that it copies whole. */
function evidenceOf(scene: Scene): string {
  const { name, value } = recordOf(scene);
  const { since, evidence } = scene.state.steps['dns-propagation'];
  const servers = evidence.map((one) => `${one.label}: ${one.value}`).join('; ');
  return `${scene.input.domain} stays Pending, but TXT ${name} = ${value} is published (${since}). ${servers}`.slice(
    0,
    LONGEST_EVIDENCE,
  );
}

function recordOf({ state, input }: Scene): { name: string; value: string } {
  const answer = state.answers.domainAdded?.value;
  return { name: txtRecordName(input, answer), value: answer?.verificationToken ?? '' };
}
