import { ApplicationFailure } from '@temporalio/common';
import { attempt, pause } from '../attempt.js';
import { blocking, needsPerson } from '../needs-person.js';
import { sideBySide } from '../side-by-side.js';
import { type Difference, isObject, type JsonObject, textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { isAmbiguous, isStatus, OktaError } from './okta-error.js';
import { keepWritten, type Session } from './session.js';

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
  /** What a refused create means where Okta's own words do not say it; null where they do. */
  refused?(wanted: Wanted, error: OktaError): ApplicationFailure | null;
  /** Creating it twice makes one object only, so a lost answer needs no second look. */
  repeatable?: true;
  /** Several are made at once, so that after a lost answer any that is missing may be under way. */
  madeSideBySide?: true;
  /** Writes what differs, and nothing else. */
  update(wanted: Wanted, actual: Actual, session: Session): Promise<void>;
  /** What a plan goes on with in place of an object to be created. */
  planned(wanted: Wanted): Actual;
  /** What Okta itself makes together with the parent, so that a plan knows what a run will find. */
  madeWithParent?(wanted: Wanted): Actual;
}

/** Attempts after which a field that Okta does not keep needs a person. */
const REPAIRS = 3;

/**
 * Makes an object be as wanted: look up, compare, write what differs, read back until it holds. Safe to repeat after
 * any failure, since every try begins with the look-up. In a plan the writes are noted and nothing is read back.
 */
export async function ensure<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  session: Session,
): Promise<Actual> {
  const object = kind.label(wanted);
  const found = await lookUp(kind, wanted, session);
  const fields = found === null ? [] : kind.compare(wanted, found);
  const action = found === null ? 'create' : fields.length > 0 ? 'change' : 'reuse';
  const change = { object, action, fields } as const;
  if (action === 'reuse' || session.mode === 'plan') session.changes.push(change);
  if (found !== null && action === 'reuse') return found;
  if (session.mode === 'plan') return planWrite(kind, wanted, found, session);
  if (found !== null) await kind.update(wanted, found, session);
  const written = found ?? (await createOnce(kind, wanted, session));
  // Only now: what was refused has changed nothing.
  session.changes.push(change);
  keepWritten(session);
  let seen = await readBack(kind, wanted, written, session);
  // The field that Okta did not keep may be the marker; without it the next attempt would not know the object as ours.
  if (found === null && seen.actual !== null && seen.differing.length > 0) {
    await kind.update(wanted, seen.actual, session);
    seen = await readBack(kind, wanted, written, session);
  }
  if (seen.actual !== null && seen.differing.length === 0) return seen.actual;
  throw notAsWritten(object, seen.differing, kind.url(wanted, written, session));
}

/**
 * As `ensure`, for objects that do not need each other: a few at a time. The changes are noted in the order of the objects.
 * Not for policies and rules: Okta fails parallel writes of those (terraform-provider-okta#1248).
 */
export async function ensureAll<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual> & { madeSideBySide: true },
  wanted: readonly Wanted[],
  session: Session,
): Promise<Actual[]> {
  const before = session.changes.length;
  const made = await sideBySide(wanted, (one) => ensure(kind, one, session));
  const labels = wanted.map((one) => kind.label(one));
  const noted = session.changes.splice(before);
  session.changes.push(...noted.sort((one, other) => labels.indexOf(one.object) - labels.indexOf(other.object)));
  return made;
}

/** Lets the writes be noted, and counts the look that a run takes afterwards. */
async function planWrite<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  found: Actual | null,
  session: Session,
): Promise<Actual> {
  if (found === null) await kind.create(wanted, session);
  else await kind.update(wanted, found, session);
  session.okta.reads += 1;
  return found ?? kind.planned(wanted);
}

/**
 * Before a further attempt a create may have worked without an answer, so its object gets time to show up. Once an activity,
 * where its objects are made one after the other: then only the first one that is missing can be under way.
 */
async function lookUp<Wanted, Actual>(kind: ObjectKind<Wanted, Actual>, wanted: Wanted, session: Session) {
  if (kind.parent?.(wanted) === PLANNED_ID) {
    session.okta.reads += 1;
    return kind.madeWithParent?.(wanted) ?? null;
  }
  const found = await kind.find(wanted, session);
  if (session.mode === 'plan') return found ?? kind.madeWithParent?.(wanted) ?? null;
  const isFirstTry = attempt() === 1;
  const isLookedFor = session.lookedAgain && kind.madeSideBySide !== true;
  if (found !== null || isFirstTry || isLookedFor || kind.repeatable === true) return found;
  session.lookedAgain = true;
  return lookAgain(kind, wanted, session, session.patience.lookAgain);
}

/**
 * Creates it. Without a clear answer, and after a refusal, what counts is whether the object is there: an earlier attempt may
 * have made it without getting an answer.
 */
async function createOnce<Wanted, Actual>(kind: ObjectKind<Wanted, Actual>, wanted: Wanted, session: Session) {
  try {
    return await kind.create(wanted, session);
  } catch (error) {
    if (!(error instanceof OktaError) || kind.repeatable === true) throw error;
    const isRefused = isStatus(error, 400, 403, 409);
    if (!isAmbiguous(error) && !isRefused) throw error;
    const waits = isAmbiguous(error) || attempt() > 1 ? session.patience.lookAgain : [0];
    const made = await lookAgain(kind, wanted, session, waits);
    if (made !== null) return made;
    throw (isRefused ? kind.refused?.(wanted, error) : null) ?? error;
  }
}

async function lookAgain<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  session: Session,
  waits: readonly number[],
): Promise<Actual | null> {
  for (const wait of waits) {
    await pause(wait);
    session.okta.forget();
    const found = await kind.find(wanted, session);
    if (found !== null) return found;
  }
  return null;
}

interface Seen<Actual> {
  actual: Actual | null;
  differing: Difference[];
}

async function readBack<Wanted, Actual>(
  kind: ObjectKind<Wanted, Actual>,
  wanted: Wanted,
  written: Actual,
  session: Session,
): Promise<Seen<Actual>> {
  const seen: Seen<Actual> = { actual: null, differing: [] };
  for (const wait of session.patience.readBack) {
    await pause(wait);
    const actual = await kind.read(wanted, written, session);
    if (actual === null) continue;
    Object.assign(seen, { actual, differing: kind.compare(wanted, actual) });
    if (seen.differing.length === 0) break;
  }
  return seen;
}

function notAsWritten(object: string, differing: Difference[], url: string | null): ApplicationFailure {
  const list = differing.map(({ path, from, to }) => `${path} is ${from} instead of ${to}`).join('; ');
  const problem = `${object} is not as written: ${list === '' ? 'it cannot be read back' : list}`;
  if (attempt() < REPAIRS)
    return ApplicationFailure.create({ message: `${problem}; writing it again.`, type: 'NotAsWritten' });
  const fix = 'Okta took the write and did not keep it: set the fields in the Admin Console, then redo the step.';
  return needsPerson(`${problem}. ${fix}`, { findings: [blocking(`${problem}.`, fix, url)] }, 'NotAsWritten');
}

/** Activates an object. Okta refuses if it is active already; the read-back shows that. */
export async function activate(session: Session, path: string): Promise<void> {
  try {
    await session.okta.post(`${path}/lifecycle/activate`, undefined);
  } catch (error) {
    if (!isStatus(error, 400, 403)) throw error;
  }
}

/** An answer that must be an object with an id. */
export function created(body: unknown): JsonObject {
  if (isObject(body) && textAt(body, 'id') !== null) return body;
  throw new Error('Okta answered a create without an object');
}
