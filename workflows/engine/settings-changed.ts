import { upsertMemo } from '@temporalio/workflow';
import { z } from 'zod';
import { SETTINGS } from '../../runbook/model/settings.js';
import { senderText } from '../../runbook/words/phrases.js';
import { START, STARTED_WITH } from '../../runbook/trust/start-proof.js';
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
  /** Sent by a command that joins a run which has no proof of its start: of an earlier version, or started in another way. */
  startSigned: programUpdate(
    'A person signs what this run does, with the configuration that they have for it. The worker checks it before it does more.',
    z.strictObject({ proof: z.string().min(1).max(6_000), input: z.record(z.string(), z.unknown()) }),
    (_run: Run, { proof, input }) => {
      upsertMemo({ [START]: proof, [STARTED_WITH]: input });
      return { accepted: true };
    },
  ),
};
