import { readFile } from 'node:fs/promises';
import { CONNECTION_TYPE, ROTATE_TYPE } from '../../runbook/model/names.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { parseSeparated } from '../../runbook/roster/csv.js';
import { type Act, all, atKiro, click, copied, type Desk, namedIn, runOf } from './desk.js';
import { putIntoOkta } from './okta-admin.js';
import { anyAccess, issued, newAccess, revokeOld } from './scim-tokens.js';

/** What the Kiro admin, and the pilot, do for each message. */
export const KIRO_ADMIN: Partial<Record<MessageName, Act>> = {
  async kiroProfileEnabled(desk) {
    const pasted = { issuer: copied(desk, 'Issuer URI'), clientId: copied(desk, 'Client ID') };
    await atKiro(desk, 'POST', '/profile', pasted);
    return pasted;
  },
  async domainAdded(desk) {
    const domain = copied(desk, 'Domain');
    const { verificationToken } = await atKiro<{ verificationToken: string }>(desk, 'POST', '/domains', { domain });
    return { verificationToken };
  },
  async domainVerified(desk) {
    const domains = await atKiro<{ status: string }[]>(desk, 'GET', '/domains');
    return domains.some(({ status }) => status === 'Verified') ? {} : null;
  },
  // In a rotation it has to be a new one; else the one that is kept does.
  scimAccessIssued: async (desk) =>
    issued(desk, await (desk.status.runbook === ROTATE_TYPE ? newAccess(desk, runOf(desk)) : anyAccess(desk))),
  async tokenRevoked(desk) {
    const count = await revokeOld(desk, runOf(desk));
    return { note: count === 0 ? 'It was gone already.' : 'Deleted in the Kiro console.' };
  },
  async teamSubscribed(desk) {
    const asked = { groups: all(desk, 'Group'), users: all(desk, 'User'), tier: copied(desk, 'Tier') };
    await atKiro(desk, 'POST', '/subscriptions', asked);
    return {};
  },
  subscriptionsListed: async ({ info }) => ({
    csv: await (await fetch(`${info.kiro.consoleUrl}/console/subscriptions?format=csv`)).text(),
  }),
  seatDeleted: deleteSeat,
  accessReviewed: review,
};

/** `stepDone` of the steps that are the Kiro admin's or the pilot's. */
export const KIRO_STEPS: Record<string, Act> = {
  async 'pilot-sign-in'(desk) {
    const { info, one } = desk;
    await click('POST', `${info.kiro.consoleUrl}/sign-in`, { email: copied(desk, 'E-mail address') });
    return { step: one.step, note: 'Signed in to Kiro and got an answer.' };
  },
  // The two duties of the record.
  async 'renew-scim-access'(desk) {
    const { one, status } = desk;
    if (status.runbook !== CONNECTION_TYPE) return null;
    const madeFor = `${runOf(desk)} ${one.since}`;
    await putIntoOkta(desk, await newAccess(desk, madeFor));
    await revokeOld(desk, madeFor);
    return { step: one.step, note: 'Okta has the new token, and the old one is deleted.' };
  },
  'review-access': ({ one }) => Promise.resolve({ step: one.step, note: 'Everybody on the list should have access.' }),
};

interface Row {
  User: string;
  Email: string;
  Status: string;
}

/** Unsubscribes the person; somebody whose seat is gone already is none to look for. */
async function deleteSeat(desk: Desk): Promise<Record<string, unknown> | null> {
  const names = namedIn(desk).map((name) => name.toLowerCase());
  if (names.length === 0) return null;
  const rows = await atKiro<Row[]>(desk, 'GET', '/subscriptions');
  const held = rows.filter(
    ({ User, Email, Status }) =>
      Status !== 'Canceled' && [User, Email].some((name) => names.includes(name.toLowerCase())),
  );
  if (held.length === 0) return { note: 'There was no seat of theirs.' };
  await atKiro(desk, 'DELETE', '/subscriptions', { users: [...new Set(held.map(({ User }) => User))] });
  return { note: 'Unsubscribed in the Kiro console.' };
}

/** Cancels what a deleted profile has left, and lets the run look again. */
export async function cancelOldSeats(desk: Desk): Promise<Record<string, unknown>> {
  const { step } = desk.one;
  const held = async (): Promise<Row[]> =>
    (await atKiro<Row[]>(desk, 'GET', '/subscriptions')).filter(({ Status }) => Status !== 'Canceled');
  const before = await held();
  const users = [...new Set(before.map(({ User }) => User))];
  // Kiro refuses it where no seat is of an earlier profile.
  if (users.length > 0) await atKiro(desk, 'DELETE', '/subscriptions', { users, former: true }).catch(() => undefined);
  const isLess = users.length === 0 || (await held()).length < before.length;
  if (isLess) return { step, decision: 'repair', reason: 'The seats of the old profile are deleted.' };
  return { step, decision: 'accept', reason: 'They are seats of the profile that is there: none was deleted.' };
}

/** Keeps everybody but the last of the list, who should not be there, says the reviewer. */
async function review(desk: Desk): Promise<Record<string, unknown> | null> {
  const named = namedIn(desk);
  const people = named.length > 0 ? named : await inListFile(copied(desk, "The list, on the worker's machine"));
  const rows = people.map((user, index) => {
    const isLast = people.length > 1 && index === people.length - 1;
    return isLast ? { user, decision: 'remove', note: 'Works elsewhere now.' } : { user, decision: 'keep' };
  });
  return rows.length === 0 ? null : { rows };
}

/** A question names few people; a long list is in the file of the worker, which runs on the same machine here. */
async function inListFile(path: string): Promise<string[]> {
  if (path === '') return [];
  const [, ...rows] = parseSeparated(await readFile(path, 'utf8'));
  return rows.flatMap(([user]) => user || []);
}
