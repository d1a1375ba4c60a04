import type { Finding } from '../model/proof.js';
import type { Prompt } from '../model/prompt.js';
import type { Scene } from '../model/runbook.js';
import { recordOf } from '../model/state.js';
import { AS_IT_SAYS, type Candidate, type Trouble } from '../model/trouble.js';

// The prompts that every runbook has: for a step in trouble, and for a look.

/** A step that the runbook could not do, and what a person can do about it. */
export function trouble({ ask, state, runbook }: Scene): Prompt {
  const found = state.troubles[ask.step];
  const step = runbook.steps.of(ask.step);
  const choices = (found?.candidates ?? []).map((one) =>
    `Namesake "${one.name}", id ${one.id}: ${one.url} ${adoptionText(one)}`.trim(),
  );
  return {
    title: `${step.title}: a person is needed`,
    where: placeOf(step.place, found?.findings ?? [], found?.candidates ?? []),
    why: found === undefined ? 'The runbook could not go on by itself.' : whyOf(found),
    instructions: [
      ...(found === undefined ? [] : fixesOf(found)),
      ...choices,
      ...(found?.repair === undefined
        ? []
        : [`If you agree that the runbook should ${found.repair}, answer with decisionMade, decision repair.`]),
      choices.length > 0
        ? 'Answer with objectChosen: adopt the object of one id, or create one under another name.'
        : 'Answer with stepDone when it is corrected, and the step is tried and checked again; or skip it with skipStep.',
    ],
    // What the other side's support asks for first.
    copy: (found?.requestIds ?? []).map((value) => ({ label: 'Request id, for support', value })),
    verified: 'The step is tried again, and read back from the system itself.',
    next: `"${step.title}" is done again, and the steps after it follow.`,
  };
}

type Found = Trouble & { message: string };

/** What is in the way. Where the message is made of problems and their fixes, the fixes stand with the instructions alone. */
function whyOf({ message, findings }: Found): string {
  const [first, ...others] = findings;
  const isMadeOfThem = first !== undefined && message.startsWith(`${first.problem} ${first.fix}`);
  if (!isMadeOfThem) return message;
  if (others.length > 0) return `${findings.length} things stand in the way; each is named below.`;
  return message.replace(` ${first.fix}`, '');
}

/** What to do about each problem, with the problem itself unless the message says it. */
function fixesOf({ message, findings }: Found): string[] {
  return findings.flatMap(({ problem, fix, url }) => {
    const isSaid = findings.length === 1 && message.includes(problem);
    if (isSaid && fix === AS_IT_SAYS) return url === null ? [] : [url];
    return [`${isSaid ? '' : `${problem} `}${fix}${url === null ? '' : ` (${url})`}`];
  });
}

/** How a note begins when somebody has tried to fix the step. Runs started before this version have "Mended" there. */
const HAS_ACTED = /^(Corrected|Mended|Chosen|Repair agreed to) by /;

/**
 * Why it is asked, and whether that says so by itself. A step in trouble is not asked about "again" before somebody has done
 * something about it, and its reason is what `prompt` says already.
 */
export function reasonOf(scene: Scene, prompt: Pick<Prompt, 'why'>): { reason: string | null; saysWhy: boolean } {
  const { ask, state, runbook } = scene;
  const { reasonSaysWhy: saysWhy } = runbook.steps.of(ask.step);
  const found = state.troubles[ask.step];
  if (found === undefined || ask.reason !== found.message) return { reason: ask.reason, saysWhy };
  const hasActed = recordOf(state, ask.step).evidence.some(({ label }) => HAS_ACTED.test(label));
  return { reason: prompt.why === whyOf(found) ? prompt.why : ask.reason, saysWhy: saysWhy || !hasActed };
}

/** Findings as lines of a question; a fix that several of them share is said once, after them. */
export function findingLines(findings: readonly Finding[]): string[] {
  const byFix = new Map<string, string[]>();
  for (const { problem, fix } of findings) byFix.set(fix, [...(byFix.get(fix) ?? []), problem]);
  return [...byFix].flatMap(([fix, problems]) =>
    problems.length === 1 ? [`${problems[0]} ${fix}`] : [...problems, `For each of these ${problems.length}: ${fix}`],
  );
}

/** What adopting an object would change, field by field, or why it cannot be adopted; empty where that is not known. */
export function adoptionText({ changes, barrier }: Candidate): string {
  if (barrier !== undefined) return `It cannot be adopted: ${barrier}.`;
  if (changes === undefined) return '';
  if (changes.length === 0) return 'Adopting it changes nothing in it.';
  return `Adopting it changes ${changes.map(({ path, from, to }) => `${path} from ${from} to ${to}`).join('; ')}.`;
}

/** Where to begin: at the first link that is known. */
function placeOf(place: string, findings: Finding[], candidates: Trouble['candidates']): Prompt['where'] {
  const url = findings.find((finding) => finding.url !== null)?.url ?? candidates[0]?.url ?? null;
  return { place, url };
}

/** Nobody need act: the runbook looks by itself, and on checkNow at once. */
export function look({ ask, state, runbook }: Scene, why?: string): Prompt {
  const { title } = runbook.steps.of(ask.step);
  const { summary: progress } = recordOf(state, ask.step);
  return {
    title: progress === null ? title : `${title}: ${progress}`,
    where: { place: 'Nowhere: the runbook looks', url: null },
    why: why ?? 'The other side needs a while; the runbook looks again and again.',
    instructions: ['Nothing to do. To look at once, send checkNow.'],
    copy: [],
    verified: 'By what the other side answers.',
    next: `The ${runbook.title} goes on by itself.`,
  };
}
