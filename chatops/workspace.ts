import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import { noticeInstead } from './answer-form.js';

/** The workspace of the bot token, as `auth.test` gives it. */
export interface Workspace {
  team: string;
  /** Of an organisation with several workspaces, which may have installed the app as a whole; null elsewhere. */
  enterprise: string | null;
}

/** Who has pressed, typed or filled something in, as Slack's requests say it. */
interface Actor {
  user?: { team_id?: string };
  team_id?: string;
  team?: { id?: string } | null;
}

/**
 * Whether somebody is of the workspace that the app belongs to. A member id alone names nobody: in a channel that is shared with
 * another company, its people may press as well.
 */
export function isOfWorkspace({ user, team_id, team }: Actor, { team: own, enterprise }: Workspace): boolean {
  const theirs = user?.team_id ?? team_id ?? team?.id;
  return theirs === own || (enterprise !== null && theirs === enterprise);
}

const NOT_OURS =
  'This app answers to people of its own Slack workspace alone, and you are of another one: your answer is not taken.';

/** Takes only what people of that workspace send, and tells others why not. `workspace` is known after the first call to Slack. */
export const ofWorkspaceAlone =
  (workspace: () => Workspace | null): Middleware<AnyMiddlewareArgs> =>
  async (args) => {
    const own = workspace();
    if (own !== null && isOfWorkspace(args.body, own)) return args.next();
    const { ack, respond } = args as { ack?: (answer?: object) => Promise<void>; respond?: (said: object) => unknown };
    args.logger.warn('A request from another Slack workspace was not taken.');
    if ('view' in args) return ack?.({ response_action: 'update', view: noticeInstead(NOT_OURS) });
    await ack?.();
    await respond?.({ response_type: 'ephemeral', replace_original: false, text: NOT_OURS });
  };
