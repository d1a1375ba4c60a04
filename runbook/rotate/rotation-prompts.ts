import { wentFirst } from '../connection/turns.js';
import type { Prompt } from '../model/prompt.js';
import { consolePages } from '../model/okta-console.js';
import { recordOf } from '../model/state.js';
import { CATALOG_APP_NAME } from '../onboarding/guide.js';
import { findingLines, look, trouble } from '../words/prompts.js';
import type { RotationScene } from './rotation-state.js';

const ACCESS_TOKENS = { place: 'Kiro console, Settings, Identity Management, Access Tokens', url: null };
const OPEN_TOKENS = 'In the Kiro console open Settings, Identity Management, Access Tokens.';

const PROMPTS: Partial<Record<string, (scene: RotationScene) => Prompt>> = {
  'new-token': newToken,
  probe: newToken,
  'into-okta': intoOkta,
  'revoke-old': revokeOld,
  'old-is-dead': revokeOld,
  'failed-tasks': failedTasks,
};

/** The text for what is asked at this moment. */
export function promptFor(scene: RotationScene): Prompt {
  const { message, step, role } = scene.ask;
  if (message === 'checkNow') return step === 'push-after' && role === 'okta-admin' ? pushNow(scene) : look(scene);
  if (message === 'decisionMade') return planted(scene);
  if (message === 'stepDone' && scene.state.troubles[step] !== undefined) return trouble(scene);
  return (PROMPTS[step] ?? trouble)(scene);
}

const isCompromised = ({ input }: RotationScene): boolean => input.about.compromised;

/** "SCIM token security": tokens are rotated by hand. */
function newToken(scene: RotationScene): Prompt {
  const { endpoint = null, storedAt = null } = scene.state.facts.connection ?? {};
  const makeRoom = isCompromised(scene)
    ? 'If a token is still listed, delete it first, unless you know what it is for and that it has not leaked: as far as is known, Kiro allows two at a time. Then choose Generate Token.'
    : 'If two tokens are listed, delete the one that Okta does not use (one that was made for checks alone, say): as far as is known, ' +
      'Kiro allows two at a time. Leave the one that Okta uses; if you cannot tell which one that is, ask the Okta admin before you delete any.';
  return {
    title: 'Make a new SCIM token',
    where: ACCESS_TOKENS,
    why: isCompromised(scene)
      ? 'The leaked token is deleted, so Okta can write nothing to Kiro until it has a new one.'
      : 'A SCIM token does not renew itself, and an expired one stops provisioning without a word. The old token goes on working meanwhile, so nothing stands still.',
    instructions: [
      OPEN_TOKENS,
      makeRoom,
      ...(isCompromised(scene) ? [] : ['Choose Generate Token.']),
      'Put the new token into your password manager at once, where the Okta admin can reach it; Kiro may not show it again.',
      'Answer with the SCIM endpoint (Settings, Identity Management, SCIM Endpoint: the same as before) and with storedAt, the name of the entry in the password manager. Never send the token in plain text.',
      'With the token too, the runbook can try it: `npm run answer -- scimAccessIssued` asks for it without echo and seals it.',
    ],
    copy: [
      ...(endpoint === null ? [] : [{ label: 'SCIM endpoint', value: endpoint }]),
      ...(storedAt === null ? [] : [{ label: 'The old token is kept at', value: storedAt }]),
    ],
    verified: 'Kiro is asked with the new token, if you give it; else only whether the endpoint answers.',
    next: 'The Okta admin puts the new token into Okta.',
  };
}

/** Step 4, Configure SCIM provisioning: the token alone. */
function intoOkta(scene: RotationScene): Prompt {
  const access = scene.state.answers.scimAccessIssued;
  const { where, name } = tabOf(scene, 'provisioning', 'Provisioning');
  const kept = access?.value.storedAt;
  const first = wentFirst(scene.state);
  const holder = scene.input.people['kiro-admin']?.email ?? access?.by ?? 'the Kiro admin';
  const whereKept =
    kept === undefined
      ? `${holder} has it: sit together, since it does not belong in a mail or a chat.`
      : `It is kept at: ${kept}.`;
  return {
    title: 'Put the new token into Okta',
    where,
    why: isCompromised(scene)
      ? 'The old token is dead: until Okta has the new one, nobody is created, changed or taken out of Kiro.'
      : 'Okta goes on with the old token until you paste the new one. No public API of Okta does that for this application.',
    instructions: [
      ...(first === null ? [] : [first]),
      `Open ${where.url} ("${name}"), tab Provisioning, section Integration, and choose Edit.`,
      'Leave the Base URL as it is, and compare it with the one below (no slash at its end).',
      `Paste the new token into API Token. ${whereKept}`,
      'Choose Test API Credentials; it must show success. Choose Save.',
      'Answer when it is saved. Right after that choose Push now for one group on the tab Push Groups: the runbook waits for a push.',
    ],
    copy: [{ label: 'Base URL', value: access?.value.endpoint ?? '' }],
    verified: 'By your word at first. What Okta pushes after the old token is dead proves it.',
    next: 'The runbook waits until Okta has pushed.',
  };
}

/** Nothing has changed since, so that Okta has had nothing to push by itself. */
function pushNow(scene: RotationScene): Prompt {
  const { where, name } = tabOf(scene, 'group-push', 'Push Groups');
  const since = scene.state.answers.provisioningConfigured?.at ?? recordOf(scene.state, 'into-okta').since;
  return {
    title: 'Let Okta push once',
    where,
    why: `Okta has pushed nothing since the new token was put in${since === null ? '' : ` (${since})`}, so nobody knows yet whether it works there.`,
    instructions: [
      `Open ${where.url} ("${name}"), tab Push Groups.`,
      'Choose the status of one group, then Push now. It must become Active without an error.',
      'There is nothing to answer: the runbook sees the push. To have it look at once, send checkNow.',
      'If no group is pushed, any change to a person who has the application does as well.',
    ],
    copy: scene.input.push.groups.map((value) => ({ label: 'Group', value })),
    verified: "By the time of the push in Okta's own list.",
    next: isCompromised(scene) ? 'What failed meanwhile is retried.' : 'The old token is deleted.',
  };
}

/** "SCIM token security": the revoke button. */
function revokeOld(scene: RotationScene): Prompt {
  const access = scene.state.answers.scimAccessIssued;
  const kept = scene.state.facts.connection?.storedAt ?? null;
  if (isCompromised(scene))
    return {
      title: 'Delete the leaked token now',
      where: ACCESS_TOKENS,
      why:
        'Who has the token can read, change and create everybody in Kiro. Provisioning stands still from now until Okta has a new token: ' +
        'people who join are not created, people who leave keep their place, and what fails is retried at the end.',
      instructions: [
        OPEN_TOKENS,
        access === undefined
          ? 'Delete every token that is listed there, unless you are sure that it is none that leaked.'
          : `Delete every token that is older than ${access.at}: the new one was given then.`,
        'Answer when that is done. The new token is asked for after that.',
      ],
      copy: kept === null ? [] : [{ label: 'The token was kept at', value: kept }],
      verified: 'Kiro is asked with the old token, if the worker has it; else by your word.',
      next: 'You make a new token.',
    };
  return {
    title: 'Delete the old token',
    where: ACCESS_TOKENS,
    why: 'Okta pushes, and is said to hold the new token. A token that nobody needs can only leak.',
    instructions: [
      OPEN_TOKENS,
      `Two tokens are listed. Delete the older one, and leave the one that was made about ${access?.at ?? 'today'}.`,
      'Answer when that is done. Delete it from the password manager, too.',
    ],
    copy: kept === null ? [] : [{ label: 'The old token was kept at', value: kept }],
    verified:
      'Kiro is asked with both tokens, as far as the runbook has them: the old one must be refused, the new one must not.',
    next: 'The Okta admin retries what could not be pushed.',
  };
}

/** Okta does not try a failed task again by itself. */
function failedTasks(scene: RotationScene): Prompt {
  const { failed, failedOtherwise } = scene.state;
  const { where, name } = tabOf(scene, 'group-push', 'Push Groups');
  return {
    title: 'Retry what could not be pushed',
    where: { place: 'Okta Admin Console: Dashboard, Tasks', url: null },
    why: isCompromised(scene)
      ? 'What Okta wanted to push while there was no token has failed, and Okta does not try it again by itself.'
      : 'What failed while the old token was expired or refused is not tried again by itself. A leaver who could not be taken out is still in Kiro.',
    instructions: [
      `Open Dashboard, Tasks, and look at the failed tasks of "${name}".`,
      'Select them all, and choose Retry selected.',
      `On the tab Push Groups (${where.url}) choose Push now for every group that shows an error.`,
      'At last choose Push now for one group once more: what Okta pushes now that the old token is dead proves that it uses the new one.',
      'Answer when no task of it is left, also if there was none. The list holds more than the runbook can see: people who were to be removed are on it alone.',
    ],
    copy: [
      ...failed.map((value) => ({ label: 'Okta could not push', value })),
      ...failedOtherwise.map((value) => ({ label: 'For another reason, and not of this rotation', value })),
    ],
    verified:
      'Okta is asked for people and groups in error for the token; what it keeps on the Tasks page alone is by your word.',
    next: isCompromised(scene) ? 'Everything in Kiro is compared with Okta.' : 'The report is written.',
  };
}

/** What somebody with the token may have left behind. */
const planted = ({ ask, state }: RotationScene): Prompt => ({
  title: 'Decide on what is in Kiro and not in Okta',
  where: { place: 'Kiro console: Users & Groups', url: null },
  why: 'Somebody who had the token may have made people or groups in Kiro, or changed them. Nothing is changed without your word.',
  instructions: [
    ...findingLines(recordOf(state, ask.step).findings.slice(0, 20)),
    'Put right what you can, and answer with decisionMade, decision repair: everything is compared again.',
    'Or accept what is as it should be, with your reason; it stands in the report with your name.',
  ],
  copy: [],
  verified: 'By the comparison.',
  next: 'The report is written.',
});

function tabOf({ state, input }: RotationScene, tab: string, title: string): { where: Prompt['where']; name: string } {
  const name = input.okta.provisioningApplication;
  const id = state.facts.connection?.scimAppId ?? '';
  const url = consolePages(input.okta.orgUrl).app(CATALOG_APP_NAME, id, tab);
  return { where: { place: `Okta Admin Console: ${name}, ${title}`, url }, name };
}
