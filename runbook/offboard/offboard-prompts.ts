import type { Prompt } from '../model/prompt.js';
import { look, trouble } from '../words/prompts.js';
import { assigningOf, cureOf, type Held, keptBy } from './access.js';
import { isShortened } from './offboard-input.js';
import type { OffboardScene } from './offboard-state.js';

/** What is looked at by the runbook itself, and why that takes a while. */
const LOOKS: Partial<Record<string, string>> = {
  'kiro-groups': 'Okta pushes the change to Kiro by itself, mostly within seconds.',
};

/** Until a reprovisioning has given back what it took off, nobody can say that the leaver has nothing left. */
const whyLooked = ({ state, ask }: OffboardScene): string | undefined =>
  ask.step === 'kiro-groups' && state.behind.length > 0
    ? 'Their access is taken away. Kiro’s profile is being replaced: when that is done, it is looked whether anything came back.'
    : LOOKS[ask.step];

/** The text for what is asked at this moment. */
export function offboardPromptFor(scene: OffboardScene): Prompt {
  const { message, step } = scene.ask;
  if (message === 'checkNow') return step === 'access-ends' ? lastToken(scene) : look(scene, whyLooked(scene));
  if (message === 'userRemovedAtSource') return removeAtSource(scene);
  if (message === 'decisionMade') return loseOtherUses(scene);
  if (message === 'seatDeleted') return deleteSeat(scene);
  return step === 'find' && scene.state.troubles.find?.repair !== undefined ? nobody(scene) : trouble(scene);
}

const loginOf = ({ state, input }: OffboardScene): string => state.facts.leaver?.login ?? input.about.login;

const loginToCopy = (scene: OffboardScene): Prompt['copy'] => [{ label: 'Login', value: loginOf(scene) }];

/** A slip, or an account that is gone. */
function nobody(scene: OffboardScene): Prompt {
  const prompt = trouble(scene);
  const { repair } = scene.state.troubles.find!;
  return {
    ...prompt,
    title: `Find ${scene.input.about.login}: Okta has nobody of that login`,
    instructions: [
      'If it is a slip, stop this run (decisionMade for find, decision stop), and start it again with the right login.',
      `If the account was deleted in Okta, answer decisionMade for find, decision repair: the runbook will then ${repair}.`,
      'If the account comes back, answer stepDone for find, and it is looked for again.',
    ],
    copy: loginToCopy(scene),
    verified: 'Okta is asked again for this login.',
    also: [{ message: 'decisionMade', label: 'The account was deleted, or stop' }],
  };
}

/** Groups that a rule or a directory fills, and whatever else Okta's API does not change. */
function removeAtSource(scene: OffboardScene): Prompt {
  const { state, ask } = scene;
  const login = loginOf(scene);
  // What is asked next can be done in the same sitting, in the guide's order.
  const soon = ask.step === 'push-group' && state.facts.access !== undefined ? comingNext(scene) : [];
  const all = [...state.held, ...soon];
  return {
    title: `Take ${login} out of ${all.length === 0 ? 'Kiro’s applications' : namesOf(all)}, where that is decided`,
    where: { place: 'Okta Admin Console, Directory, Groups', url: all[0]?.group.url ?? state.open[0]?.url ?? null },
    why: `As long as they are in there, they have access to Kiro. ${state.held.map(keptBy).join(' ')}`.trim(),
    instructions: [
      ...all.map(
        (held) =>
          `${soon.includes(held) ? `Then, and only then: ${keptBy(held)}` : keptBy(held)} ${cureOf(held)} (${held.group.url})`,
      ),
      ...state.open.map(
        ({ label, url }) =>
          `They still have "${label}", and Okta names no group that gives it. Open its tab Assignments, and take away what does; ` +
          `"Federation Broker Mode" on its tab General gives it to everybody. (${url})`,
      ),
      'Answer with userRemovedAtSource when that is done.',
    ],
    copy: loginToCopy(scene),
    verified: 'Okta is asked right after your answer whether they are still in there.',
    next: 'What else gives them access is taken away, and their subscription is asked for.',
  };
}

const namesOf = (held: readonly Held[]): string => held.map(({ group }) => `"${group.name}"`).join(' and ');

/** Assigned groups that will be asked for after the pushed ones. */
function comingNext({ state }: OffboardScene): Held[] {
  return assigningOf(state.facts.access!).flatMap((group) =>
    group.keeper.by === 'api' || group.isPushed ? [] : [{ group, why: group.keeper.by, said: null }],
  );
}

/** A group that nobody has named as Kiro's, and that gives more than Kiro. */
function loseOtherUses(scene: OffboardScene): Prompt {
  const login = loginOf(scene);
  const groups = scene.state.held.filter(({ why }) => why === 'other-uses');
  const step = scene.ask.step;
  return {
    title: `May ${login} leave ${namesOf(groups)}, and lose what else that gives?`,
    where: { place: 'Okta Admin Console, Directory, Groups', url: groups[0]?.group.url ?? null },
    why:
      `It gives them Kiro, but the configuration does not name it as a group of Kiro, and it gives more: ` +
      groups.map(keptBy).join(' '),
    instructions: [
      `If they lose that, too: answer decisionMade for ${step}, decision repair. The runbook takes them out of it.`,
      `If they keep that: answer decisionMade for ${step}, decision accept. You are then asked to take Kiro alone away from them.`,
      'Decision stop ends this run; what it has taken away so far stays taken away.',
    ],
    copy: loginToCopy(scene),
    verified: 'Okta is asked afterwards whether they are still in there.',
    next: 'What else gives them access is taken away.',
  };
}

/** Subscription removal is not automatic. */
function deleteSeat(scene: OffboardScene): Prompt {
  const login = loginOf(scene);
  const { subscribe } = scene.input;
  return {
    title: `Delete the subscription of ${login}`,
    where: { place: 'Kiro console, Subscriptions', url: null },
    why: 'A subscription does not end by itself when somebody leaves: it keeps its seat, and its price.',
    instructions: [
      "In the AWS Management Console choose the profile's Region, open Kiro, then Users & Groups, Subscriptions.",
      `Search for ${login}, select the row, and choose Unsubscribe (or Delete).`,
      ...(subscribe.groups.length === 0
        ? []
        : [
            `If they were subscribed through a group (${subscribe.groups.join(', ')}), the row may go by itself within 24 hours after the group has changed. If it is still there, delete it; leave the group's own subscription.`,
          ]),
      'Answer with seatDeleted when they are not in the list any more, or never were: say that in the note.',
    ],
    copy: [{ label: 'User', value: login }],
    verified: 'By your word: Kiro has no API to ask. `npm run verify -- --subscriptions FILE` compares the whole list.',
    next: 'The certificate is written once the last access token has ended.',
  };
}

function lastToken(scene: OffboardScene): Prompt {
  const short = isShortened(scene.input) ? ' In the sandbox the wait is shortened.' : '';
  return {
    ...look(scene, `Nobody can end an access token: Kiro takes it until it expires.${short}`),
    instructions: ['Nothing to do: the certificate is written when it has ended.'],
  };
}
