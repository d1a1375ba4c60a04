import type { Proof } from '../model/proof.js';
import type { GivenAccess } from './okta.js';
import type { Task } from './task.js';

/** Assignments of the SCIM application, with all that is needed to assign the same again. */
export interface TakenOff {
  groups: { id: string; name: string; priority: number | null; profile: Record<string, unknown> }[];
  /** Those who are assigned one by one. `userName` is their name in the application. */
  users: { id: string; userName: string }[];
}

/** What is left in Okta of the Kiro that it has written to before. */
export interface OldPushes {
  /** Assignments that bring people whom Okta knows by ids of that Kiro; empty where it knows nobody so. */
  taken: TakenOff;
  /** Push mappings, each with the name of the group that is pushed. */
  pushes: { id: string; group: string }[];
  /** Okta's own copies (APP_GROUP) of the groups there: a new push would be linked to them, and so to the old id. */
  copies: { id: string; name: string }[];
  /** How many people have the application. */
  people: number;
  /** Okta deactivates people in Kiro when they lose the application. */
  deactivates: boolean;
  /** What shows it, a sentence. */
  seen: string;
}

/** Somebody or a group that could not be assigned again. */
export interface StillOff {
  name: string;
  /** A sentence. */
  why: string;
}

/** What is cleared away in Okta after a Kiro profile was made anew. None of it touches the sign-in application. */
export interface OldPushActivities {
  /** Reads only. Without a token for the new endpoint everything that was pushed counts as old. */
  findOldPushes(task: Task & { appId: string } & Partial<GivenAccess>): Promise<Proof & OldPushes>;
  /**
   * Takes off what `findOldPushes` has found, and no more: pushes (the groups in Kiro stay as they are), Okta's copies of
   * them, assignments. Safe to repeat. A copy that Okta does not let go of is a warning.
   */
  clearOldPushes(task: Task & { appId: string; old: OldPushes }): Promise<Proof>;
  /** Assigns what was taken off again, and gives back what could not be. Safe to repeat. */
  putBackAssignments(task: Task & { appId: string; taken: TakenOff }): Promise<Proof & { stillOff: StillOff[] }>;
}
