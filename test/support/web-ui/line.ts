import type { Page } from 'playwright-core';
import type { MessageName } from '../../../runbook/messages/schemas.js';
import { ONBOARDING_STEPS } from '../../../runbook/onboarding/steps.js';
import type { Status } from '../../../runbook/words/status.js';
import type { PeopleLine } from '../../../sandbox/people.js';
import { sendUpdate } from './dialog.js';
import { readPage } from './page.js';

/** How played people reach a run through Temporal's Web UI alone: they read its page, and answer by its dialog. */
export function webUiLine(page: Page, runUrl: string): PeopleLine {
  return {
    async status() {
      const { lines, questions } = await readPage(page, runUrl);
      const outcome = /^The run is over: ([\w-]+)/.exec(lines[0] ?? '')?.[1] ?? 'running';
      const waitingFor = questions.map(({ title, instructions, copy, command }) => ({
        title,
        instructions,
        copy,
        needsProof: command.startsWith('npm run answer'),
        // Its link stands among the instructions as well.
        where: { place: '', url: null },
        message: /(?:--name|npm run answer --) (\w+)/.exec(command)?.[1] as MessageName,
        step: ONBOARDING_STEPS.rows.find((step) => title.endsWith('signs in to Kiro') === (step.id === 'pilot-sign-in'))
          ?.id,
        person: /"by": "(.+?)"/.exec(command)?.[1] ?? null,
      }));
      return { outcome, waitingFor } as unknown as Status;
    },
    // The dialog seals nothing, so the endpoint alone is given.
    seal: async () => '',
    async answer(message, value) {
      const { token: _token, via: _via, ...data } = value;
      // A dialog that has just closed leaves the page busy.
      await page.goto(`${runUrl}/user-metadata`);
      return sendUpdate(page, message, data);
    },
  };
}
