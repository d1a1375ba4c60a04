/** `npm run bench`: what a run costs in calls, events and time on this machine. Prints numbers and ratios, without a verdict. */
import { quiet } from '../test/workflows/harness.js';
import { automatedWork } from './automated-work.js';
import { dnsCheck } from './dns-check.js';
import { historyEvents, windowEvents } from './history-events.js';
import { manyLeavers } from './leavers.js';
import { manyMembers } from './members.js';
import { oktaCalls } from './okta-calls.js';
import { oktaObjects } from './okta-objects.js';
import { pageSpeed } from './page.js';
import { proofCost } from './proofs.js';
import { quickCommands } from './quick-commands.js';
import { startUp } from './start-up.js';

quiet();
const MEASURES = [
  automatedWork,
  startUp,
  quickCommands,
  historyEvents,
  windowEvents,
  oktaCalls,
  oktaObjects,
  manyMembers,
  dnsCheck,
  pageSpeed,
  proofCost,
  manyLeavers,
];

for (const measure of MEASURES) {
  for (const line of await measure()) process.stdout.write(`${line}\n`);
}
