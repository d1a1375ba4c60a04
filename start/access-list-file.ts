import { writeFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { configIfAny } from '../cli/lib/config-file.js';
import { byKnownName } from '../cli/lib/known-name.js';
import { CommandError, usageError, write, writeJson } from '../cli/lib/output-and-exit.js';
import { withClient } from '../cli/lib/reach-run.js';
import { reviewedPeople } from '../client/reviewed-people.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import { connectionIdFor, dayTwoIds, REVIEW_TYPE } from '../runbook/model/names.js';
import { listAsItStands } from '../runbook/review-access/decision-files.js';
import { counted } from '../runbook/words/phrases.js';

/**
 * Write who has access by a review that was begun, with what was decided so far, as a CSV file to fill in.
 * @throws CommandError where there is no such review, its list is not read yet, or the file is there already
 */
export async function writeAccessList(
  name: string,
  file: string,
  options: { config?: string; json: boolean },
): Promise<void> {
  await withClient(async (client) => {
    const workflowId = await reviewCalled(client, name, options);
    const people = await reviewedPeople(client, workflowId);
    if (people.length === 0)
      throw new CommandError(
        `${terminalText(workflowId)} has no list yet, or nobody has access. Try again in a moment.`,
      );
    await writeFile(file, listAsItStands(people), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST')
        throw usageError(`${file} is there already, and is left as it is: name another file.`);
      throw error;
    });
    const open = people.filter(({ said }) => said === null || said.isDraft).length;
    if (options.json) writeJson({ workflowId, file, people: people.length, open });
    else {
      const what = `${counted(people.length, 'person', 'people')}, ${open} to decide on`;
      write(terminalText(`${file}: ${what}. Write keep or remove into the column decision, then send it:`));
      write(terminalText(`npm run answer -- accessReviewed --csv-file ${file} --workflow-id '${workflowId}'`));
    }
  });
}

/** The workflow id of that review, of the configuration's connection where there is one; the newest also where it is over. */
async function reviewCalled(client: Client, name: string, options: { config?: string }): Promise<string> {
  const input = await configIfAny(options.config, process.env);
  if (input !== null) return dayTwoIds.review(connectionIdFor(await byKnownName(client, input)), name);
  const ids = new Set<string>();
  const ending = dayTwoIds.review('', name);
  for await (const { workflowId } of client.workflow.list({ query: `WorkflowType="${REVIEW_TYPE}"` }))
    if (workflowId.endsWith(ending)) ids.add(workflowId);
  const [only, ...others] = ids;
  if (only === undefined)
    throw new CommandError(`There is no review called ${terminalText(name)}: begin it without --list.`);
  if (others.length > 0)
    throw usageError(
      `Several connections have a review called ${terminalText(name)}: name its configuration with --config.`,
    );
  return only;
}
