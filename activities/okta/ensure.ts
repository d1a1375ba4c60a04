import { ApplicationFailure } from '@temporalio/common';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt } from './attempt.js';
import { blocking, needsPerson } from './errors.js';
import type { Difference } from './fields.js';
import { PLANNED_ID, type Session } from './session.js';

/** One kind of Okta object. What of it the guide fixes is in `compare`; an actual object is Okta's raw JSON. */
export interface ObjectKind<Wanted, Actual> {
  /** Kind and name for people, such as `OIDC application "Kiro-OIDC"`. */
  label(wanted: Wanted): string;
  /** Where a person sees it in the Admin Console; null where it has no page. */
  url(wanted: Wanted, actual: Actual, session: Session): string | null;
  /** Id of the object that holds it, where there is one. */
  parent?(wanted: Wanted): string;
  /** The one object meant, by exact look-up; null where there is none. Throws on namesakes. */
  find(wanted: Wanted, session: Session): Promise<Actual | null>;
  /** The object as the org has it now. */
  read(wanted: Wanted, actual: Actual, session: Session): Promise<Actual | null>;
  compare(wanted: Wanted, actual: Actual): Difference[];
  /** Creates it and gives Okta's answer. */
  create(wanted: Wanted, session: Session): Promise<Actual>;
  /** Writes what differs, and nothing else. */
  update(wanted: Wanted, actual: Actual, session: Session): Promise<void>;
  /** What a plan goes on with in place of an object to be created. */
  planned(wanted: Wanted): Actual;
}

/** Waits before each further look: Okta is now and then behind its own writes. Milliseconds. */
const READ_BACK_WAITS = [0, 200, 400, 800, 1_600];

/** Attempts of the activity after which a field that never holds is a person's matter. */
const REPAIRS = 3;

/**
 * Makes an object be as wanted: look up, compare, write what differs, read back until it holds. Safe to repeat after
 * any failure, since every try begins with the look-up. In plan mode nothing is written.
 */
export async function ensure<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  session: Session,
): Promise<Actual> {
  const object = kind.label(wanted);
  const found = kind.parent?.(wanted) === PLANNED_ID ? null : await kind.find(wanted, session);
  const fields = found === null ? [] : kind.compare(wanted, found);
  const action = found === null ? 'create' : fields.length > 0 ? 'change' : 'reuse';
  session.changes.push({ object, action, fields });
  if (session.mode === 'plan') return found ?? kind.planned(wanted);
  if (found !== null && action === 'reuse') return found;
  if (found !== null) await kind.update(wanted, found, session);
  return readBack(kind, wanted, found ?? (await kind.create(wanted, session)), session);
}

async function readBack<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  written: Actual,
  session: Session,
): Promise<Actual> {
  let differing: Difference[] = [];
  for (const wait of READ_BACK_WAITS) {
    await delay(wait);
    const actual = await kind.read(wanted, written, session);
    if (actual === null) continue;
    differing = kind.compare(wanted, actual);
    if (differing.length === 0) return actual;
  }
  throw notAsWritten(kind.label(wanted), differing, kind.url(wanted, written, session));
}

function notAsWritten(object: string, differing: Difference[], url: string | null): ApplicationFailure {
  const list = differing.map(({ path, from, to }) => `${path} is ${from} instead of ${to}`).join('; ');
  const problem = `${object} is not as written: ${list === '' ? 'it cannot be read back' : list}`;
  if (attempt() < REPAIRS)
    return ApplicationFailure.create({ message: `${problem}; writing it again.`, type: 'NotAsWritten' });
  const fix = 'Okta took the write and did not keep it: set the fields in the Admin Console, then redo the step.';
  return needsPerson(`${problem}. ${fix}`, { findings: [blocking(`${problem}.`, fix, url)] }, 'NotAsWritten');
}
