import { CONNECTION } from '../../runbook/connection/connection.js';
import type { ConnectionInput } from '../../runbook/connection/connection-input.js';
import type { ConnectionState, DutyId } from '../../runbook/connection/connection-state.js';
import { FINDING_MUTED, RECORDED, TURN, TURN_OVER } from '../../runbook/connection/connection-updates.js';
import { AUDITED, summaryOfAudit } from '../../runbook/connection/last-audit.js';
import { type ConnectionNews, withAudit, withMuted, withNews, withRenewal } from '../../runbook/connection/record.js';
import { aheadOf, goesBesideAll, type Turn, withoutTurn, withTurn } from '../../runbook/connection/turns.js';
import { oktaHost } from '../../runbook/model/names.js';
import { isJson } from '../../runbook/model/resumed.js';
import type { ProofRule } from '../../runbook/model/run-input.js';
import type { Sender } from '../../runbook/model/state.js';
import type { Report } from '../../runbook/words/report.js';
import { report } from '../engine/end.js';
import { nameOf, note } from '../engine/inbox.js';
import { programUpdate } from '../engine/program-update.js';
import type { RunbookAtWork } from '../engine/work.js';
import { runToItsEnd } from '../engine/workflow.js';
import { type ConnectionRun, duty } from './duties.js';

const AT_WORK: RunbookAtWork<ConnectionState, ConnectionInput> = {
  runbook: CONNECTION,
  bodies: {
    'renew-scim-access': duty('renew-scim-access'),
    'review-access': duty('review-access'),
    report,
  },
  effects: {
    // A duty that was done by hand: from now on the next time is counted.
    stepDone(run, { step, note: said }, sender) {
      done(run, step as DutyId, sender);
      note(run, step, `Done by ${nameOf(sender)} at ${sender.at}`, said ?? 'no note');
    },
  },
  queries: {
    connection: {
      description:
        'What is known of the connection: objects, endpoint, token dates, runs, muted findings. Never a token.',
      answer: ({ state, input }) => ({
        domain: input.domain,
        oktaOrg: oktaHost(input.okta.orgUrl),
        ...state.record,
        turns: state.turns,
        lastAudit: state.lastAudit === null ? null : summaryOfAudit(state.lastAudit),
      }),
    },
    auditGround: {
      description: 'What an audit goes by: the last audit in full, and the muted findings.',
      answer: ({ state: { record, lastAudit } }) => ({ muted: record.muted, last: lastAudit }),
    },
  },
  updates: {
    recorded: programUpdate(
      'A run says what it has made or found.',
      RECORDED,
      (run: ConnectionRun, { news, settings }) => {
        if (settings !== undefined) run.useSettings(noLaxer(run, settings));
        run.state.record = withNews(run.state.record, news, run.input.waits.renewScimAccessMs);
        const { reviewedAt } = news;
        if (reviewedAt !== undefined && reviewedAt > (run.state.reviewedAt ?? '')) run.state.reviewedAt = reviewedAt;
        run.state.turns = turnsAfter(run, news);
        run.changed();
        return { accepted: true };
      },
      // Of a connection that was built by hand a person says so.
      (raw) => isJson(raw) && isJson(raw['news']) && raw['news']['adoptedAt'] !== undefined,
    ),
    turn: programUpdate('A run wants to change the connection.', TURN, (run: ConnectionRun, asked) => {
      run.state.turns = withTurn(run.state.turns, { ...asked, since: run.now() });
      run.changed();
      const ahead = goesBesideAll(asked.runbook) ? [] : aheadOf(asked.workflowId, run.state.turns);
      return { granted: ahead.length === 0, ahead };
    }),
    turnOver: programUpdate(
      'A run changes the connection no more.',
      TURN_OVER,
      (run: ConnectionRun, { workflowId }) => {
        run.state.turns = withoutTurn(run.state.turns, workflowId);
        run.changed();
        return { accepted: true };
      },
    ),
    audited: programUpdate('An audit says what it saw.', AUDITED, (run: ConnectionRun, audit) => {
      run.state.lastAudit = audit;
      run.state.record = withAudit(run.state.record, audit);
      run.changed();
      return { accepted: true };
    }),
    findingMuted: programUpdate(
      'A finding is not reported again until then.',
      FINDING_MUTED,
      (run: ConnectionRun, { finding, until, reason }, { by, sender = null }) => {
        const mark = sender === null ? {} : { sender };
        run.state.record = withMuted(run.state.record, { finding, until, reason, by, ...mark }, run.now());
        run.changed();
        return { accepted: true };
      },
      () => true,
    ),
  },
  beside: [],
  atEnd: () => Promise.resolve(),
  afterTrouble: () => Promise.resolve(),
};

/** Nobody proves what a run tells the record, so it makes the rule of who is proven only stricter. */
function noLaxer<S extends { proof?: ProofRule | null | undefined }>({ input }: ConnectionRun, settings: S): S {
  const strictness = (rule: ProofRule | null | undefined): number => RULES.indexOf(rule ?? 'sensitive');
  const isLaxer = settings.proof === undefined || strictness(settings.proof) < strictness(input.proof);
  return isLaxer ? { ...settings, proof: input.proof } : settings;
}
const RULES: readonly ProofRule[] = ['none', 'sensitive', 'all'];

/** A run that is over has no turn; one that has begun before its record takes it with its first news. */
function turnsAfter(run: ConnectionRun, { run: of, turn }: ConnectionNews): Turn[] {
  const { workflowId, runbook, finishedAt } = of;
  if (finishedAt !== null || turn === false) return withoutTurn(run.state.turns, workflowId);
  return turn === true ? withTurn(run.state.turns, { workflowId, runbook, since: run.now() }) : run.state.turns;
}

function done({ state, input }: ConnectionRun, step: DutyId, { at }: Sender): void {
  if (step === 'renew-scim-access') state.record = withRenewal(state.record, at, input.waits.renewScimAccessMs);
  else state.reviewedAt = at;
}

/** The record of a connection: started by the first run that makes something of it, and never over. */
export function kiroConnection(given: ConnectionInput, state?: ConnectionState): Promise<Report> {
  return runToItsEnd(AT_WORK, given, state);
}
