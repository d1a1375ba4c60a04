import type { Prompt } from '../model/prompt.js';
import { consolePages } from '../model/okta-console.js';
import { CATALOG_APP_NAME } from '../onboarding/guide.js';
import { promptFor as promptOfOnboarding } from '../onboarding/prompts.js';
import { trouble } from '../words/prompts.js';
import { clearingText, clicksFor } from './old-push-plan.js';
import type { ReprovisionScene as Scene } from './reprovision-state.js';

type PromptMaker = (scene: Scene) => Prompt;

/** The question of the onboarding, with what is different after a profile was deleted. */
const kiroProfile: PromptMaker = (scene) => {
  const prompt = promptOfOnboarding(scene);
  return {
    ...prompt,
    title: 'Create the new Kiro profile',
    why: `${prompt.why} The old one is gone, and Okta knows nothing of a new one: all that follows connects the two again.`,
    instructions: [
      'Be sure that the old profile is really deleted, or that it is meant to live on beside this one: as long as it is there, it holds its domain, its seats are billed, and Okta goes on writing to it.',
      ...prompt.instructions,
    ],
  };
};

const domain: PromptMaker = (scene) => {
  const prompt = promptOfOnboarding(scene);
  const { domain: name } = scene.input;
  return {
    ...prompt,
    instructions: [
      ...prompt.instructions,
      `One profile alone can hold ${name}, verified or not. If Kiro refuses it, the old profile most likely still does: delete that profile, or remove the domain there, in every AWS account and Region where you had one. Until ${name} is verified in this profile, nobody of it can sign in to Kiro.`,
      'The verification token is a new one: the TXT record of the old profile does not do, and may stay beside it.',
    ],
  };
};

/** Where there are no old pushes in sight, the step is in some other trouble. */
const oldPushes: PromptMaker = (scene) => {
  const { state, input, ask } = scene;
  const old = state.oldPushes;
  if (old === null) return trouble(scene);
  const app = input.okta.provisioningApplication;
  const id = state.facts.scimApplication?.appId ?? '';
  const url = consolePages(input.okta.orgUrl).app(CATALOG_APP_NAME, id, 'assignments');
  return {
    title: 'Clear away what Okta pushed to the old profile',
    where: { place: `Okta Admin Console: ${app}`, url },
    why:
      `${ask.reason ?? old.seen} Okta goes on using the old ids, so neither people nor groups would arrive in the new profile. ` +
      'Nobody loses the sign-in application. Until the end of this run, changes of groups do not reach Kiro.',
    instructions: [
      `Either let the runbook ${clearingText(old)}: answer with decisionMade, decision repair.`,
      'Or do it by hand in the Okta Admin Console, and answer with stepDone:',
      ...clicksFor(old),
      ...(old.deactivates
        ? [
            'Deactivate Users is on (Provisioning, To App): Okta deactivates everybody who is taken off in the Kiro that it is connected to now. Switch it off first if that Kiro is still in use.',
          ]
        : []),
      'decisionMade with accept leaves all of it as it is, and the people with it: nobody arrives then before somebody has done it.',
    ],
    copy: [],
    verified: 'Okta is read again: assignments, pushes, and its copies of the groups.',
    next: 'You connect the application to the new endpoint; then everybody is assigned and pushed again.',
    also: [{ message: 'stepDone', label: 'Done by hand…' }],
  };
};

const oldSeats: PromptMaker = ({ input }) => ({
  title: 'Send the list of seats that the old profile has left',
  where: { place: 'Kiro console, Subscriptions tab', url: null },
  why:
    'Kiro ends a subscription by itself only in some cases, and a seat that nobody can use is paid for all the same. Nobody ' +
    'has been subscribed to the new profile yet, so every seat in a list is one of before.',
  instructions: [
    'In the Kiro console open the Subscriptions tab, in every AWS account and Region where a profile was; with Member account subscriptions, the management account shows all seats in one list.',
    'Copy the whole table with its titles (user, e-mail, status, plan), and answer with it as csv; or, from a file: `npm run answer -- subscriptionsListed --csv-file FILE`.',
    'If there is no seat at all, answer with the titles alone: User,Status',
    `Do not subscribe anybody of ${input.domain} before that: a new seat could not be told from an old one.`,
  ],
  copy: [],
  verified: 'Every seat in the list that is not cancelled is named.',
  next: 'You decide what becomes of them; the team is subscribed to the new profile after that.',
});

const leftSeats: PromptMaker = (scene) => ({
  ...promptOfOnboarding(scene),
  title: 'Decide on the seats that the old profile has left',
  why: 'They are held, and those that are active are paid for, beside the seats of the new profile.',
});

/** The text for what is asked at this moment. */
export function promptFor(scene: Scene): Prompt {
  const { step, message } = scene.ask;
  const key = `${step} ${message}`;
  const own: Record<string, PromptMaker> = {
    'kiro-profile kiroProfileEnabled': kiroProfile,
    'domain domainAdded': domain,
    'old-pushes decisionMade': oldPushes,
    'old-seats subscriptionsListed': oldSeats,
    'old-seats decisionMade': leftSeats,
  };
  return (own[key] ?? promptOfOnboarding)(scene);
}
