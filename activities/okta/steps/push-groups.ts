import { CATALOG_APP_NAME } from '../../../runbook/guide.js';
import type { Task } from '../../../runbook/outside.js';
import type { Finding } from '../../../runbook/proof.js';
import { requireAudience } from '../audience.js';
import { ensure } from '../ensure.js';
import { blocking, needsPerson, notReady } from '../errors.js';
import { inTime } from '../progress.js';
import { textAt, type JsonObject } from '../json.js';
import { idOf } from '../objects/app-parts.js';
import { pushMapping } from '../objects/push-mapping.js';
import type { Session } from '../session.js';

/**
 * Guide, Step 4: Synchronizing Groups, Push Groups. A mapping is ACTIVE even where nothing is pushed, so only a
 * `lastPush` without `errorSummary` counts.
 */
export async function ensurePushGroups(session: Session, { appId }: Task & { appId: string }) {
  const pushed = await mapGroups(session, appId);
  if (session.mode === 'plan') return {};
  await inTime(session, async (before) => {
    if (before > 0) for (const group of pushed.filter(isWaiting)) await lookAt(session, appId, group);
    requirePushed(session, appId, pushed);
  });
  return {};
}

const isWaiting = ({ mapping }: PushedGroup): boolean => textAt(mapping, 'lastPush') === null;

async function lookAt({ okta }: Session, appId: string, group: PushedGroup): Promise<void> {
  const mapping = await okta.find(`/api/v1/apps/${appId}/group-push/mappings/${idOf(group.mapping)}`);
  if (mapping !== null) group.mapping = mapping;
}

/** A pushed group and Okta's mapping of it. */
export interface PushedGroup {
  name: string;
  mapping: JsonObject;
}

/** One mapping for each group that is to be pushed. */
export async function mapGroups(session: Session, appId: string): Promise<PushedGroup[]> {
  const { groups } = await requireAudience(session.okta, { groups: session.input.push.groups, users: [] });
  const pushed: PushedGroup[] = [];
  for (const group of groups)
    pushed.push({ name: group.name, mapping: await ensure(pushMapping, { appId, group }, session) });
  return pushed;
}

/** By Okta's own account every group has been pushed; else fails, at first with "not ready". */
export function requirePushed(session: Session, appId: string, pushed: PushedGroup[]): void {
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const findings = pushed.flatMap(({ name, mapping }) => failureOf(name, mapping, url));
  if (findings.length > 0)
    throw needsPerson(findings.map(({ problem, fix }) => `${problem} ${fix}`).join(' '), { findings });
  const waiting = pushed.filter(isWaiting);
  if (waiting.length > 0) {
    const names = waiting.map(({ name }) => `"${name}"`).join(', ');
    throw notReady(`${pushed.length - waiting.length} of ${pushed.length} groups pushed; waiting for ${names}.`);
  }
  for (const { name, mapping } of pushed) {
    const at = textAt(mapping, 'lastPush') ?? '';
    session.evidence.push(
      { label: `Push mapping of ${name}`, value: idOf(mapping), url },
      { label: `Last push of ${name}`, value: at, url },
    );
  }
}

function failureOf(name: string, mapping: JsonObject, url: string): Finding[] {
  const reason = textAt(mapping, 'errorSummary');
  if (textAt(mapping, 'status') !== 'ERROR' && reason === null) return [];
  const fix =
    'Mend that, then on the tab Push Groups deactivate the group and push it again (without deleting it in Kiro), ' +
    'and redo the step.';
  return [blocking(`Okta could not push the group "${name}": ${reason ?? 'it gives no reason'}.`, fix, url)];
}
