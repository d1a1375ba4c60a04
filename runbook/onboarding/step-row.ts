import type { CommonFacts } from '../model/state.js';
import type { Step } from '../model/step.js';
import type { Kept } from '../outside/connection.js';
import type { Reaches, SignInMarks } from '../outside/okta.js';
import type { OnboardingInput } from './input.js';

/** What later steps need of earlier ones. */
export interface OnboardingFacts extends CommonFacts {
  oidcApplication?: { appId: string; clientId: string };
  authorizationServer?: { serverId: string; issuer: string };
  scimApplication?: { appId: string };
  provisioning?: { connection: string; createUsers: string; updateUserAttributes: string };
  /** How Okta was set up when the Okta admin was asked to connect it; absent where it was not set up at all. */
  setUp?: { reaches: Reaches; exchanged: boolean };
  /** What earlier runs of the connection have left; `taken`: the steps that this run has taken over. */
  kept?: Kept & { taken: string[] };
  /** What the pilot's sign-in left in Okta; absent where nobody has looked. */
  pilotMarks?: SignInMarks;
}

/** What must not be missing in a fact of a run that is carried on (`Runbook.factKeys`). */
export const ONBOARDING_FACT_KEYS = {
  oidcApplication: ['appId', 'clientId'],
  authorizationServer: ['serverId', 'issuer'],
  scimApplication: ['appId'],
  provisioning: ['connection', 'createUsers', 'updateUserAttributes'],
  setUp: ['reaches'],
  kept: ['steps', 'token', 'kiro', 'taken'],
  pilotMarks: ['seen', 'text'],
} as const satisfies Record<Exclude<keyof OnboardingFacts, keyof CommonFacts>, readonly string[]>;

/** Okta issued the pilot a token for our client, by our server, with our scopes. */
export const PILOT_TOKEN = 'pilot-token';
/** A model answered the pilot after that, whose address is of the domain: Kiro took the audience and knows the domain. */
export const DOMAIN_SIGN_IN = 'domain-sign-in';
/** Okta has written to the endpoint of this run since its access was given. */
export const PUSHED_TO_ENDPOINT = 'pushed-to-endpoint';
export type ConsequenceName = typeof PILOT_TOKEN | typeof DOMAIN_SIGN_IN | typeof PUSHED_TO_ENDPOINT;

/** A row of the onboarding. That the ids in it are steps is checked where the rows come together (`steps.ts`). */
export interface OnboardingStep extends Step<string, OnboardingInput> {
  readonly gives: keyof OnboardingFacts | null;
  readonly provenBy: readonly ConsequenceName[];
}
