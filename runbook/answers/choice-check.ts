import type { MessageOf } from '../messages/schemas.js';
import { accepted, type Check, invalid, type Setting } from './verdict.js';
import { pasted } from './pasted.js';

/** So many ids are named in a refusal. */
const NAMED = 10;

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
  const notes: string[] = [];
  const id = pasted(given.id ?? '', notes, 'id');
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
  return accepted({ ...given, id }, notes);
}
