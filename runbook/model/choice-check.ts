import type { MessageOf } from '../onboarding/message-schemas.js';
import { pasted } from '../onboarding/pasted.js';
import { accepted, type Check, invalid, type Setting, type Tidied } from './verdict.js';

/** So many ids are named in a refusal. */
const NAMED = 10;

/** The id of the chosen object alone. */
export function tidyChoice(given: MessageOf<'objectChosen'>): Tidied<MessageOf<'objectChosen'>> {
  const notes: string[] = [];
  if (given.use === 'create') return { value: given, notes };
  return { value: { ...given, id: pasted(given.id ?? '', notes, 'id') }, notes };
}

/** A namesake: only what was offered for this step can be adopted, and nothing that somebody else uses. */
export function checkChoice(given: MessageOf<'objectChosen'>, { state }: Setting): Check<MessageOf<'objectChosen'>> {
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
