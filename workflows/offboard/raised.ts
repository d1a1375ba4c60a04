import { z } from 'zod';
import { recordOf } from '../../runbook/model/state.js';
import { senderText } from '../../runbook/words/phrases.js';
import { redo } from '../engine/inbox.js';
import { type ProgramUpdate, programUpdate } from '../engine/program-update.js';
import { dependentsInOrder } from '../engine/start-order.js';
import type { OffboardRun } from './end-access.js';

const name = z.string().min(1).max(200).nullable().optional();

/** The Updates of an offboarding that a command sends. */
export const OFFBOARD_UPDATES: Record<string, ProgramUpdate<OffboardRun>> = {
  /** Sent by `npm run offboard -- LOGIN --now` when it joins a run that was begun without it. There is no way back. */
  raisedToNow: programUpdate(
    'It turns out to be urgent: their refresh tokens are revoked, as if it had been begun with --now.',
    z.strictObject({ by: name, via: name, proof: z.string().max(6_000).optional() }),
    (run: OffboardRun, _said, sender) => {
      const { about } = run.input;
      if (about.now) return { accepted: true, changed: false };
      run.input = { ...run.input, about: { ...about, now: true } };
      run.warn(
        `${senderText(sender, 'Somebody')} has raised this offboarding to --now at ${run.now()}: their refresh tokens are revoked.`,
      );
      for (const id of dependentsInOrder(run.runbook, 'refresh-tokens'))
        if (recordOf(run.state, id).state !== 'todo') redo(run, id, 'raised to --now', sender);
      return { accepted: true, changed: true };
    },
    () => true,
  ),
};
