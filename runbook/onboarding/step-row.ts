import type { CommonFacts } from '../model/state.js';
import type { Step } from '../model/step.js';
import type { Reaches } from '../outside/okta.js';
import type { OnboardingInput } from './input.js';

/** What later steps need of earlier ones. */
export interface OnboardingFacts extends CommonFacts {
  oidcApplication?: { appId: string; clientId: string };
  authorizationServer?: { serverId: string; issuer: string };
  scimApplication?: { appId: string };
  provisioning?: { connection: string; createUsers: string; updateUserAttributes: string };
  /** How Okta was set up when the Okta admin was asked to connect it; absent where it was not set up at all. */
  setUp?: { reaches: Reaches; exchanged: boolean };
}

/** A row of the onboarding. That the ids in it are steps is checked where the rows come together (`steps.ts`). */
export interface OnboardingStep extends Step<string, OnboardingInput> {
  readonly gives: keyof OnboardingFacts | null;
}
