/** `npm run bench`: what the house costs, from one run on this machine. Numbers and ratios, no verdicts. */
import { quiet } from '../test/workflows/harness.js';
import { automatedWork } from './automated-work.js';
import { dnsCheck } from './dns-check.js';
import { historyEvents } from './history.js';
import { oktaCalls } from './okta-calls.js';
import { manyMembers } from './members.js';
import { startUp } from './start-up.js';
import { windowEvents } from './window-history.js';

quiet();
for (const measure of [automatedWork, startUp, historyEvents, windowEvents, oktaCalls, manyMembers, dnsCheck]) {
  for (const line of await measure()) process.stdout.write(`${line}\n`);
}
