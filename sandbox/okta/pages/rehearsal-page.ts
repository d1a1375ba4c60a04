import { html } from 'hono/html';
import { DRILL_NAMES, type DrillName, plantDrill } from '../../drills/drill.js';
import { outcomeOf } from '../../pages/console-pages.js';
import { form, press, section } from '../../pages/form-parts.js';
import type { Consoles } from '../../pages/page-frame.js';
import type { Action, ConsolePage, Html, Visit } from '../../pages/page-types.js';
import { saveSwitches, type Switch, switchForm } from '../../pages/switch-form.js';
import type { World } from '../okta-state.js';

const SWITCHES: readonly Switch[] = [
  {
    name: 'apiAccessManagement',
    label: 'The org has API Access Management',
    hint: 'Off: authorization servers answer 401, as without the licence.',
    kind: 'flag',
  },
  {
    name: 'connectionApi',
    label: 'Provisioning of the catalog app has an API',
    hint: 'Okta documents it for six other apps only.',
    kind: 'flag',
  },
  {
    name: 'refuseReassignment',
    label: 'Assigning somebody again is refused',
    hint: 'Off: it is a plain update.',
    kind: 'flag',
  },
  {
    name: 'refuseInactiveUpdates',
    label: 'No inactive application can be changed',
    hint: 'Okta refuses it for applications that the org made itself.',
    kind: 'flag',
  },
  {
    name: 'sharedPushTargets',
    label: 'Several groups can be pushed to one',
    hint: 'Nothing says that Okta takes it.',
    kind: 'flag',
  },
  {
    name: 'rateLimit',
    label: 'Requests a window',
    hint: 'For each bucket of endpoints; 6000 is plenty.',
    kind: 'number',
  },
];

const DRILLS: Record<DrillName, { title: string; what: string }> = {
  leaver: { title: 'People have left', what: 'Five people have left, says HR, and have Kiro in five different ways.' },
  token: { title: 'The SCIM token was revoked', what: 'Somebody has joined since, and Okta shows failed tasks.' },
  profile: {
    title: 'The Kiro profile was made anew',
    what: 'Another SCIM endpoint, an empty directory; the old seats stay.',
  },
  drift: {
    title: 'Somebody changed things in Okta',
    what: 'A redirect URI, a policy rule, a group, and a scope that asks for consent.',
  },
};

/** What the drills need to know; without Kiro's address there are none. */
export interface DrillPlace {
  consoles: Consoles;
  /** Path of the sandbox's onboarding.yaml. */
  config: string | undefined;
}

/** Bad days in a finished onboarding, and how this Okta behaves. */
export const rehearsalPage = (world: World, place: DrillPlace): ConsolePage => ({
  path: '/bad-days',
  title: 'Bad days',
  body: (visit) => {
    const { state, settings } = world;
    return html`<p>
        Things that go wrong in real life, to be tried once an onboarding is finished. Again does no harm.
      </p>
      ${place.consoles.Kiro === undefined ? '' : DRILL_NAMES.map((name) => drillCard(name, visit))}
      ${section(
        'custom-domain',
        'Customizations: Domains',
        html`<p class="muted">The same org at a second address. Now: ${state.customDomain ?? 'none'}.</p>`,
        form(visit, 'set-domain', 'Save', ({ text }) =>
          text({ name: 'domain', label: 'Domain', hint: `Such as localhost:${new URL(world.orgUrl).port}.` }),
        ),
        state.customDomain === null ? '' : press(visit, 'drop-domain', 'Remove', {}, { look: 'danger' }),
      )}
      ${switchForm(visit, SWITCHES, settings)}`;
  },
  actions: {
    drill: plant(world, place),
    'set-domain': async (sent, { call }) => {
      const domain = (sent.get('domain') ?? '').trim();
      const answer = await call('POST', '/console/custom-domain', { domain });
      return outcomeOf(answer, { text: `${domain} is the custom domain.` }, { Domain: 'domain' });
    },
    'drop-domain': async (_sent, { call }) =>
      outcomeOf(await call('DELETE', '/console/custom-domain'), { text: 'The custom domain is removed.' }),
    'save-settings': saveSwitches(SWITCHES),
  },
});

const drillCard = (drill: DrillName, visit: Visit): Html =>
  section(
    `drill-${drill}`,
    DRILLS[drill].title,
    html`<p>${DRILLS[drill].what}</p>`,
    press(visit, 'drill', 'Plant it', { drill }, { about: DRILLS[drill].title }),
  );

function plant(world: World, { consoles, config }: DrillPlace): Action {
  return async (sent) => {
    const drill = DRILL_NAMES.find((name) => name === sent.get('drill'));
    if (drill === undefined || consoles.Kiro === undefined) return { refused: 'There is no such bad day.' };
    try {
      const info = {
        okta: { orgUrl: world.orgUrl, token: world.token },
        kiro: { consoleUrl: consoles.Kiro },
        config: config ?? '',
      };
      const { planted, cure, also } = await plantDrill(drill, info);
      const commands = [cure, ...also];
      return {
        text: `Planted. ${planted.join(' ')} What puts it right is a command:`,
        also: commands.map((value, index) => ({ label: index === 0 ? 'The cure' : 'For all of them', value })),
      };
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  };
}
