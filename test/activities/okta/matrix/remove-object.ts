import type { CompleteOrg } from './complete-org.js';

/** Removes one object of a complete org, as an admin would. */
export async function removeObject(org: CompleteOrg, name: string): Promise<void> {
  const path = org.objects[name] ?? '';
  if (/application|server/.test(name)) await org.call('POST', `${path}/lifecycle/deactivate`, {});
  if (name === 'push mapping') await org.call('PATCH', path, { status: 'INACTIVE' });
  await org.call('DELETE', name === 'push mapping' ? `${path}?deleteTargetGroup=false` : path);
}
