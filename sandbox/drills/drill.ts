import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxInfo } from '../sandbox-info.js';
import { plantDrift, plantProfile, plantToken } from './connection-drills.js';
import { LEAVERS, plantLeavers } from './leaver-drill.js';
import { findOnboarded, type Onboarded } from './onboarded.js';

interface Drill {
  plant(house: Onboarded): Promise<string[]>;
  /** The command that puts it right, or finds it. */
  cure: string;
}

const DRILLS = {
  leaver: { plant: plantLeavers, cure: 'npm run offboard -- lena@example.com' },
  token: { plant: plantToken, cure: 'npm run rotate-token -- --compromised' },
  profile: { plant: plantProfile, cure: 'npm run reprovision' },
  drift: { plant: plantDrift, cure: 'npm run audit' },
} satisfies Record<string, Drill>;

export type DrillName = keyof typeof DRILLS;
export const DRILL_NAMES = Object.keys(DRILLS) as DrillName[];

/** What `npm run sandbox -- --drill NAME --json` prints. */
export interface Planted {
  drill: DrillName;
  /** Sentences. */
  planted: string[];
  cure: string;
  /** Other commands for it. */
  also: string[];
}

/**
 * Plants a bad day in a finished onboarding; again does no harm.
 * @throws Error in one sentence where nothing has been onboarded
 */
export async function plantDrill(drill: DrillName, info: Omit<SandboxInfo, 'dns'>): Promise<Planted> {
  const house = await findOnboarded(info);
  if (house === null)
    throw new Error('Nothing has been onboarded in this sandbox: run `npm run start-onboarding` first.');
  const { plant, cure } = DRILLS[drill];
  const planted = await plant(house);
  return { drill, planted, cure, also: drill === 'leaver' ? [fileOfLeavers(info)] : [] };
}

/** Writes HR's list of all leavers beside the sandbox's configuration; the command that takes it. */
function fileOfLeavers({ config }: Pick<SandboxInfo, 'config'>): string {
  const file = join(dirname(config), 'leavers.csv');
  writeFileSync(file, ['login,reason', ...LEAVERS.map((login) => `${login},Has left`), ''].join('\n'));
  return `npm run offboard -- --file ${file}`;
}
