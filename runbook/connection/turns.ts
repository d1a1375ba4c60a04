// Who may change the connection at a time. Two runs that would undo each other's work wait for each other; what only reads
// waits for nobody.

/** A run that has asked for the turn, in the order of asking. */
export interface Turn {
  workflowId: string;
  /** Workflow type. */
  runbook: string;
  /** When it asked. ISO 8601. */
  since: string;
}

/** Runbooks that go beside others; each one not named here goes alone. */
const BESIDE: Readonly<Record<string, readonly string[] | 'all'>> = {
  // It reads only.
  auditConnection: 'all',
  // Each is about one person, and about another one than the next.
  offboardUser: ['offboardUser', 'rotateScimToken', 'reviewAccess', 'connectOktaToKiro'],
  rotateScimToken: ['offboardUser', 'reviewAccess'],
  // It reads only, and may wait for people for weeks; its removals are offboardings that ask for a turn of their own.
  reviewAccess: 'all',
  connectOktaToKiro: ['offboardUser'],
  reprovisionKiro: [],
};

/** Whether two runbooks may be at work at the same time. */
export function goTogether(one: string, other: string): boolean {
  const allows = (a: string, b: string): boolean => {
    const beside = BESIDE[a] ?? [];
    return beside === 'all' || beside.includes(b);
  };
  // What goes beside all is always let through, also by one that goes alone.
  return BESIDE[one] === 'all' || BESIDE[other] === 'all' || (allows(one, other) && allows(other, one));
}

/** The runs that this one has to wait for: all that asked before it and cannot go beside it. Empty: it is its turn. */
export function aheadOf(workflowId: string, turns: readonly Turn[]): Turn[] {
  const index = turns.findIndex((turn) => turn.workflowId === workflowId);
  const own = turns[index];
  // One that found no room waits for all.
  if (own === undefined) return [...turns];
  return turns.slice(0, index).filter((turn) => !goTogether(turn.runbook, own.runbook));
}

/** Far more than ever wait at a time. */
const MOST_TURNS = 1_000;

/** The turns once that run has asked; asking again changes nothing. */
export const withTurn = (turns: readonly Turn[], asked: Turn): Turn[] =>
  turns.some(({ workflowId }) => workflowId === asked.workflowId) ? [...turns] : [...turns, asked].slice(0, MOST_TURNS);

/** The turns once that run is over. */
export const withoutTurn = (turns: readonly Turn[], workflowId: string): Turn[] =>
  turns.filter((turn) => turn.workflowId !== workflowId);
