import { z } from 'zod';
import { SETTINGS } from '../../runbook/model/settings.js';
import { senderText } from '../../runbook/words/phrases.js';
import { type ProgramUpdate, programUpdate } from './program-update.js';
import type { Run } from './run.js';

const by = z.string().min(1).max(200).nullable().optional();

/** The Updates that every run takes from programs. */
export const COMMON_UPDATES: Record<string, ProgramUpdate> = {
  /** Sent by `npm run start-onboarding` when it joins a run with a configuration that differs in settings alone. */
  settingsChanged: programUpdate(
    'The configuration has other people, channels or waits now: they count from here on.',
    z.strictObject({ settings: SETTINGS, by, via: by, proof: z.string().max(6_000).optional() }),
    (run: Run, { settings }, sender) => {
      const changed = run.useSettings(settings);
      if (changed.length > 0)
        run.warn(`${senderText(sender, 'Somebody')} has changed the settings of the run: ${changed.join(', ')}.`);
      return { accepted: true, changed };
    },
    () => true,
  ),
};
