import { completedDayTwo } from '../day-two/day-two-input.js';
import { DAY_TWO_FACT_KEYS, type DayTwoFacts } from '../day-two/day-two-state.js';
import { REPROVISION_TYPE } from '../model/names.js';
import type { Outlook, Runbook } from '../model/runbook.js';
import type { CommonFacts } from '../model/state.js';
import { connectingOutlook, lastUse } from '../onboarding/outlook.js';
import { dayTwoForm } from '../onboarding/input-schema.js';
import { ONBOARDING_FACT_KEYS, type OnboardingFacts } from '../onboarding/step-row.js';
import { isTxtLookUnderWay } from '../onboarding/txt-look.js';
import { txtRecordName } from '../onboarding/verification-record.js';
import { promptFor } from './reprovision-prompts.js';
import { REPROVISION_MESSAGES } from './reprovision-messages.js';
import {
  aboutReprovision,
  forgetStep,
  newReprovisionState,
  type ReprovisionInput,
  type ReprovisionState,
  type ReprovisionView,
} from './reprovision-state.js';
import { REPROVISION_STEPS } from './reprovision-steps.js';

/** After a Kiro profile was deleted and made anew: from the new profile to the last person who has arrived. */
export const REPROVISION: Runbook<ReprovisionState, ReprovisionInput> = {
  name: REPROVISION_TYPE,
  title: 'reprovisioning',
  heading: 'Okta to a new Kiro profile',
  steps: REPROVISION_STEPS,
  startOrder: [],
  messages: REPROVISION_MESSAGES,
  factKeys: { ...ONBOARDING_FACT_KEYS, ...DAY_TWO_FACT_KEYS } satisfies Record<
    Exclude<keyof (OnboardingFacts & DayTwoFacts), keyof CommonFacts>,
    readonly string[]
  >,
  newState: newReprovisionState,
  inputForm: dayTwoForm(aboutReprovision),
  completedInput: (given) => completedDayTwo(given, aboutReprovision),
  forget: forgetStep,
  promptFor,
  isLooking: isTxtLookUnderWay,
  isReviewed: ({ roster, steps }) => roster !== null && steps['subscription-review'].state === 'done',
  outlook: outlookOf,
  lastWords: lastUse,
};

function outlookOf(run: ReprovisionView): Outlook {
  const { state, input } = run;
  const { facts, answers, stillOff, leftSeats } = state;
  const common = connectingOutlook(run);
  const domain = answers.domainAdded?.value;
  return {
    ...common,
    facts: {
      issuer: facts.authorizationServer?.issuer ?? null,
      clientId: facts.oidcApplication?.clientId ?? null,
      signInAppId: facts.oidcApplication?.appId ?? null,
      scimAppId: facts.scimApplication?.appId ?? null,
      scimEndpointBefore: state.endpointBefore,
      scimEndpoint: answers.scimAccessIssued?.value.endpoint ?? null,
      txtRecordName: domain === undefined ? null : txtRecordName(input, domain),
      txtRecordValue: domain?.verificationToken ?? null,
      kiroRefreshToken: facts.pilotMarks?.refreshToken ?? null,
      stillOff: stillOff.map(({ name }) => name),
      leftSeats,
    },
    warnings: [...common.warnings, ...pushesOff(run)],
    duties: [
      ...common.duties,
      ...(domain === undefined
        ? []
        : [
            `Once ${input.domain} is verified, the TXT record of the old profile serves nobody: remove it where you keep your zone, and leave the new one.`,
          ]),
    ],
  };
}

/** Groups that were pushed before and are not pushed now. */
function pushesOff({ state, input }: ReprovisionView): string[] {
  const isPushed = state.steps['push-groups'].state === 'done';
  return state.unpushed
    .filter((name) => !isPushed || !input.push.groups.includes(name))
    .map(
      (name) =>
        `The push of "${name}" was taken off, and is not made again${input.push.groups.includes(name) ? '' : ': push.groups does not name it'}.`,
    );
}
