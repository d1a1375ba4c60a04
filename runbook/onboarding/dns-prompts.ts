import type { Trouble } from '../model/trouble.js';
import type { Prompt } from '../model/prompt.js';
import type { OnboardingScene as Scene, PromptMaker } from './state.js';
import { txtRecordName, UNUSUAL_FIX, unusualRecord } from './verification-record.js';

/** Step 3, "In your DNS Provider create TXT record with that verification token". */
export const dnsRecord: PromptMaker = (scene) => {
  const { state, input } = scene;
  const { name } = recordOf(scene);
  const isWrong = state.txtLook.miss !== null;
  return {
    title: `Publish the TXT record at ${name}`,
    where: placeOf(scene),
    why: 'It proves to Kiro that the domain is yours. Other TXT records at the name stay as they are.',
    instructions: [
      ...unusualFirst(scene),
      ...failedFirst(state.troubles['dns-record']),
      ...(state.txtLook.miss?.more ?? []),
      isWrong
        ? `Open the zone of ${input.domain} at your DNS provider and compare the record of type TXT with the values below; add it where it is missing.`
        : `Open the zone of ${input.domain} at your DNS provider and add a record of type TXT.`,
      ...formAdvice(scene),
      isWrong
        ? 'Answer again when it is saved, and the runbook looks at once. The question closes by itself when every name server has the record.'
        : 'Answer when it is saved, and the runbook looks at once; it goes on by itself when it sees the record. Keep the record afterwards.',
    ],
    copy: copyOf(scene),
    verified:
      'Every authoritative name server of the zone is asked, then the resolvers. Your answer alone is not enough: the question stays open until they have the record.',
    next: 'The Kiro admin looks whether Kiro shows the domain as Verified.',
  };
};

/** The record should be in DNS by now, and is not: published by the runbook, or left to somebody else. */
export const dnsRecordUnseen: PromptMaker = (scene) => {
  const { state, input } = scene;
  const { name } = recordOf(scene);
  const { evidence, warnings, summary } = state.steps['dns-record'];
  const done = [...(summary === null ? [] : [summary]), ...evidence.map(({ label, value }) => `${label}: ${value}`)];
  return {
    title: `The TXT record at ${name} is not in DNS yet`,
    where: placeOf(scene),
    why: 'Kiro cannot verify the domain before every name server has the record.',
    instructions: [
      ...(done.length === 0 ? [] : [`What is known of it: ${done.join('; ')}.`]),
      ...warnings,
      ...(state.txtLook.miss?.more ?? []),
      `Open the zone of ${input.domain} at the DNS provider that its name servers belong to, and compare the record of type TXT with the values below; add it where it is missing.`,
      ...formAdvice(scene),
      'Answer with checkNow when it is saved, and the runbook looks at once. The question closes by itself when every name server has the record.',
    ],
    copy: copyOf(scene),
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

const placeOf = ({ input }: Scene): Prompt['where'] => ({
  place: `The zone of ${input.domain} at your DNS provider`,
  url: null,
});

/** How name and value go into a provider's form. */
function formAdvice(scene: Scene): string[] {
  const { domain } = scene.input;
  const { name } = recordOf(scene);
  const short = name === domain ? '@ or empty' : name.replace(`.${domain}`, '');
  const above = domain.split('.').length > 2 ? '; in the zone of a domain above, leave out the name of that one' : '';
  return [
    `Name: ${name}. Many providers append the zone by themselves: in the zone ${domain} the name is then ${short}${above}.`,
    'Paste the value below, without quotes and spaces; TTL 300 or the lowest offered. Save.',
  ];
}

function copyOf(scene: Scene): Prompt['copy'] {
  const { name, value } = recordOf(scene);
  return [
    { label: 'Type', value: 'TXT' },
    { label: 'Name', value: name },
    { label: 'TTL', value: '300' },
    { label: 'Value', value },
  ];
}

/** Where the runbook was to publish it: what corrects that, and the two ways on. */
function failedFirst(trouble: Trouble | undefined): string[] {
  if (trouble === undefined) return [];
  return [
    ...trouble.findings.map(({ fix }) => fix),
    'When that is corrected, answer with stepDone for dns-record, and the runbook tries again. Or publish it by hand:',
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
