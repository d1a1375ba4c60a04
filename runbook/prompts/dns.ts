import type { Trouble } from '../outside.js';
import type { PromptMaker } from './prompt.js';

/** Step 3, "In your DNS Provider create TXT record with that verification token". */
export const dnsRecord: PromptMaker = ({ state, input }) => {
  const answer = state.answers.domainAdded?.value;
  const name = answer?.recordName ?? input.dns.recordName ?? input.domain;
  const short = name === input.domain ? '@ or empty' : name.replace(`.${input.domain}`, '');
  return {
    title: `Publish the TXT record at ${name}`,
    why: 'It proves to Kiro that the domain is yours. Other TXT records at the name stay as they are.',
    instructions: [
      ...failedFirst(state.troubles['dns-record']),
      `Open the zone of ${input.domain} at your DNS provider and add a record of type TXT.`,
      `Name: ${name}. Many providers append the zone by themselves: there the name is ${short}.`,
      'Paste the value below, without quotes and spaces; TTL 300 or the lowest offered. Save.',
      'Answer when it is saved, and the runbook looks at once. It goes on by itself, too, when it sees the record. Keep the record afterwards.',
    ],
    copy: [
      { label: 'Type', value: 'TXT' },
      { label: 'Name', value: name },
      { label: 'TTL', value: '300' },
      { label: 'Value', value: answer?.verificationToken ?? '' },
    ],
  };
};

/** Where the runbook was to publish it: what mends that, and the two ways on. */
function failedFirst(trouble: Trouble | undefined): string[] {
  if (trouble === undefined) return [];
  return [
    ...trouble.findings.map(({ fix }) => fix),
    'When that is mended, answer with stepDone for dns-record, and the runbook tries again. Or publish it by hand:',
  ];
}
