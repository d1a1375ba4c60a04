import type { OnboardingInput } from '../onboarding/input.js';

/** Who did something, with the roles that the configuration gives them: nobody checks a name, but a reader can. */
export function withRoles(by: string | null, people: OnboardingInput['people']): string {
  if (by === null) return 'somebody who gave no name';
  const roles = Object.entries(people).flatMap(([role, person]) =>
    person !== null && person.email.toLowerCase() === by.toLowerCase() ? [role] : [],
  );
  return `${by} (${roles.length === 0 ? 'no role in the configuration' : roles.join(', ')})`;
}
