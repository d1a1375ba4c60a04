import type { Verification } from '../../../runbook/verify/verification.js';
import { type Edit, type House, openHouse, type Snapshot } from './finished-house.js';

/** One thing that is no longer as the onboarding left it, and what verify must say of it: that, and nothing else. */
export interface Fault {
  name: string;
  /** Before the house is opened. */
  edit?: Edit;
  /** In the open house. */
  plant?: (house: House) => Promise<void>;
  /** Whether it is planted after others: then nothing in Kiro can be changed any more. */
  isLast?: boolean;
  /** The ids of the findings, and what their sentences say. */
  finds: Record<string, RegExp>;
  /** Ids of other faults that cannot be seen beside this one. */
  hides?: RegExp[];
  /** Names of faults that touch the same thing, so that the two cannot be planted together. */
  also?: string[];
  /** In ids of other faults, where this one changes a name. */
  renames?: Record<string, string>;
}

/** The system itself does not let the second fault happen beside the first. */
export class CannotBeside extends Error {}

/** What verify says of a house with these faults. @throws CannotBeside */
export async function saidOf(from: Snapshot, faults: readonly Fault[]): Promise<Verification> {
  const house = await openHouse(
    from,
    faults.flatMap(({ edit }) => edit ?? []),
  );
  try {
    const inOrder = [...faults].sort((one, other) => Number(one.isLast ?? false) - Number(other.isLast ?? false));
    for (const [index, { plant }] of inOrder.entries())
      await plant?.(house).catch((error: unknown) => {
        throw index === 0 ? error : new CannotBeside(String(error));
      });
    return await house.verify();
  } finally {
    await house.close();
  }
}
