import { pasted } from '../messages/pasted.js';
import type { MessageOf } from '../messages/schemas.js';
import { accepted, type Check, invalid, type Tidied } from '../messages/verdict.js';
import type { MessageUses, Setting } from './runbook.js';
import { skippingMeans } from './step.js';

/** For `isSensitive`: of what changes the course of a run, or ends somebody's access. */
export const always = (): boolean => true;

/** The messages that every runbook takes: they speak of any of its steps. */
export const COMMON_MESSAGES = {
  stepDone: { step: null },
  objectChosen: { step: null, tidy: tidyChoice, check: checkChoice, isSensitive: always },
  decisionMade: { step: null, isSensitive: always },
  skipStep: {
    step: null,
    isSensitive: always,
    check(value, { runbook: { steps } }) {
      const isTold = value.early === true || steps.of(value.step).skips.length > 0;
      return accepted(value, isTold ? [skippingMeans(steps, value.step)] : []);
    },
  },
  redoStep: { step: null, isSensitive: always },
  checkNow: { step: null },
} satisfies MessageUses;

/** How many ids are named in a refusal. */
const NAMED = 10;

type ObjectChosen = MessageOf<'objectChosen'>;

/** The id of the chosen object alone. */
function tidyChoice(given: ObjectChosen): Tidied<ObjectChosen> {
  const notes: string[] = [];
  if (given.use === 'create') return { value: given, notes };
  return { value: { ...given, id: pasted(given.id ?? '', notes, 'id') }, notes };
}

/** A namesake: only what was offered for this step can be adopted, and nothing that somebody else uses. */
function checkChoice(given: ObjectChosen, { state }: Setting): Check<ObjectChosen> {
  const { step, use } = given;
  const offered = state.troubles[step]?.candidates ?? [];
  if (use === 'create') {
    const isTaken = offered.some(({ name }) => name === given.name);
    return isTaken
      ? invalid('name', `"${given.name}" is the name of an object that exists already: choose another name.`)
      : accepted(given);
  }
  const { value, notes } = tidyChoice(given);
  const { id } = value;
  const chosen = offered.find((candidate) => candidate.id === id);
  if (chosen === undefined) {
    const ids = offered.slice(0, NAMED).map((candidate) => candidate.id);
    const known = `Offered for ${step}: ${ids.join(', ')}${offered.length > NAMED ? ', and more' : ''}.`;
    return invalid('id', `Nothing with the id ${id} was offered. ${known} Adopt one of these, or create one.`);
  }
  if (chosen.barrier !== undefined) {
    const fix = `Choose create with another name; or change it by hand and answer with stepDone for ${step}, and it is looked at again.`;
    return invalid('id', `"${chosen.name}" (${id}) cannot be adopted: ${chosen.barrier}. ${fix}`);
  }
  return accepted(value, notes);
}
