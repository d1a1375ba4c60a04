import type { Role, RunInput } from './run-input.js';

/**
 * All that is known of a step, in one row. Every field is required, so that the compiler names each hole in a new step;
 * nothing else in the tree lists steps by their properties. `Id` are the ids of the runbook, `Input` is what its runs get.
 */
export interface Step<Id extends string = string, Input extends RunInput = RunInput> {
  readonly id: Id;
  readonly title: string;
  /** Section of the guide; null where the runbook adds the step. */
  readonly guide: string | null;
  /** Who does it: a program, a person of this role, or time. */
  readonly by: 'program' | 'time' | Role;
  /** Steps whose outcome it needs. Steps that do not need each other run side by side. */
  readonly after: readonly Id[];
  /** Who is asked when it cannot be done. */
  readonly helper: Role;
  /** Where that person begins, if no finding has a link. */
  readonly place: string;
  /** Steps that are skipped with it: they need what it would have made. */
  readonly skips: readonly Id[];
  /** Steps that do not wait for it, and are done again with it all the same. */
  readonly redoes: readonly Id[];
  /** The fact that it leaves for others; a step that is redone forgets it. */
  readonly gives: string | null;
  /** Opens the sealed SCIM token. */
  readonly opensToken: boolean;
  /** Cannot go on without a token that works: while it is in trouble, a new one is taken at any time. */
  readonly needsToken: boolean;
  /** The system that it writes to. */
  readonly writesTo: 'okta' | 'dns' | null;
  /** Its object may have namesakes, among which a person chooses. */
  readonly hasNamesakes: boolean;
  /** Without it nothing says that the SCIM application reaches Kiro. */
  readonly connects: boolean;
  /** How long the world takes for it, in the plan's words; null where it is not the world that takes its time. */
  readonly lastsUntil: string | null;
  /** Its findings are about people whom the review looks at again, and which it alone then tells. */
  readonly isReviewedAgain: boolean;
  /** The reason of its question says by itself why it is asked again. */
  readonly reasonSaysWhy: boolean;
  /** What the plan says where there is nothing to write; null for "nothing is configured". */
  readonly withoutWrites: string | null;
  /** Consequences that prove what a person says of it, once all of them were shown (`consequences.ts`); none: nothing does. */
  readonly provenBy: readonly string[];
  /** Why there is nothing to do for this configuration; null where there is. */
  idle(input: Input): string | null;
}

/** For a step that every configuration needs. */
export const neverIdle = (): null => null;

/** What most steps of the smaller runbooks have in common; a row says what is different. */
export const PLAIN_STEP = {
  guide: null,
  after: [],
  skips: [],
  redoes: [],
  gives: null,
  opensToken: false,
  needsToken: false,
  writesTo: null,
  hasNamesakes: false,
  connects: false,
  lastsUntil: null,
  isReviewedAgain: false,
  reasonSaysWhy: false,
  withoutWrites: null,
  provenBy: [],
  idle: neverIdle,
} as const satisfies Partial<Step>;

/** The last step of every runbook: it is never skipped or redone, and when it is over, so is the run. */
export const REPORT_STEP = 'report';

/** The steps of a runbook, in the order in which people read them, and what follows from `after`. */
export class StepTable<Id extends string = string> {
  readonly ids: readonly Id[];
  private readonly earlier: ReadonlyMap<string, ReadonlySet<Id>>;

  readonly rows: readonly Step<Id>[];

  /** `rows` in the order in which people read them. The report comes after all others, whatever its row says. */
  constructor(rows: readonly Step<Id>[]) {
    this.ids = rows.map(({ id }) => id);
    const others = this.ids.filter((id) => id !== REPORT_STEP);
    this.rows = rows.map((row) => (row.id === REPORT_STEP ? { ...row, after: others } : row));
    const before = (id: Id): Set<Id> => new Set(this.of(id).after.flatMap((one) => [one, ...before(one)]));
    this.earlier = new Map(this.ids.map((id) => [id, before(id)]));
  }

  has(id: string): id is Id {
    return this.earlier.has(id);
  }

  /** @throws RangeError where the runbook has no such step */
  of(id: string): Step<Id> {
    const row = this.rows.find((candidate) => candidate.id === id);
    if (row === undefined) throw new RangeError(`no step ${id}`);
    return row;
  }

  /** All steps that must be over before this one may begin, however far back. */
  before(id: string): ReadonlySet<Id> {
    return this.earlier.get(id) ?? new Set();
  }

  /** The step itself and all that depend on its outcome, however far ahead; in the order of the rows. */
  withDependents(id: string): Id[] {
    return this.ids.filter((other) => other === id || this.before(other).has(id as Id));
  }
}

/** What skipping a step means, in a sentence for the person who thinks of it. */
export function skippingMeans(steps: StepTable, id: string): string {
  const { skips, connects } = steps.of(id);
  if (skips.length === 0) return 'Nothing else is skipped with it; the report names it as skipped.';
  const titles = skips.map((other) => `"${steps.of(other).title}"`).join(', ');
  const rest = connects
    ? ' People and groups are then provisioned only if Okta itself shows that the application is connected.'
    : '';
  return `Skipped with it: ${titles}.${rest}`;
}
