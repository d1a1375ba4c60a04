import { ApplicationFailure } from '@temporalio/common';
import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { urlSecrets } from '../../runbook/secrets/environment-secrets.js';
import { contactsOf } from '../../runbook/model/run-input.js';
import type { NoticeEvent, SlackMessage } from '../../runbook/model/notice-events.js';
import { boundedFetch } from '../../runbook/secrets/bounded-reads.js';
import { HeldSecrets } from '../../runbook/secrets/outside-text.js';
import { type Board, boardKey, boardOf, briefBoardOf } from '../../runbook/words/slack-board.js';
import { ownLinksOf } from '../../runbook/escape/own-links.js';
import { clipped, MAX_SECTION, slackProse } from '../../runbook/escape/slack-text.js';
import { refused, tryLater, type Channel, type OutgoingNotice } from './channel.js';

/**
 * One message a run, pinned while it goes on and edited at each notice; what has happened goes into its thread. The
 * edit comes first: a notice that is tried again repeats at worst the last line of the thread. Only where the answer to
 * a run's very first post is lost, so that the message is not even pinned, does another one follow: to find it would need
 * the scope to read all that the channel says.
 */
export const slack: Channel = async (outgoing, env) => {
  const client = clientOf(env);
  try {
    const message = await showBoard(client, outgoing);
    await pin(client, message, outgoing);
    await client.chat.postMessage({
      channel: message.channel,
      thread_ts: message.ts,
      text: newsOf(outgoing),
      ...AS_IT_IS,
    });
    return { slack: message };
  } catch (error) {
    throw explained(
      error,
      outgoing,
      new HeldSecrets([env['SLACK_BOT_TOKEN'], ...urlSecrets(env['SLACK_API_URL'] ?? '')]),
    );
  }
};

function clientOf(env: NodeJS.ProcessEnv): WebClient {
  const token = env['SLACK_BOT_TOKEN'] ?? '';
  if (token === '') throw refused("SLACK_BOT_TOKEN is not set in the worker's environment; docs/slack.md says how.");
  const slackApiUrl = env['SLACK_API_URL'] || undefined;
  // Retries are Temporal's.
  return new WebClient(token, {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5_000,
    fetch: boundedFetch,
    // The failure says what went wrong.
    logLevel: LogLevel.ERROR,
  });
}

/** Slack makes no links, mentions and previews of what only looks like them. */
const AS_IT_IS = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** The message was deleted, the app was installed again, or the workspace forbids editing old messages: post a new one. */
const BEYOND_EDIT = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

async function showBoard(client: WebClient, outgoing: OutgoingNotice): Promise<SlackMessage> {
  const { status } = outgoing.notice;
  return putBoard(client, outgoing, boardOf(status, outgoing.link)).catch((error: unknown) => {
    if (codeOf(error) !== 'msg_blocks_too_long') throw error;
    return putBoard(client, outgoing, briefBoardOf(status, outgoing.link));
  });
}

/** Edit the run's message, or post it where there is none to edit. */
async function putBoard(client: WebClient, outgoing: OutgoingNotice, board: Board): Promise<SlackMessage> {
  const known = outgoing.slack ?? (await pinnedBefore(client, outgoing));
  if (known !== null) {
    try {
      await client.chat.update({ ...known, ...board, parse: AS_IT_IS.parse });
      return known;
    } catch (error) {
      if (!BEYOND_EDIT.has(codeOf(error) ?? '')) throw error;
    }
  }
  const { channel, ts } = await client.chat.postMessage({ channel: channelOf(outgoing), ...board, ...AS_IT_IS });
  return { channel: channel!, ts: ts! };
}

/** The run's message from an attempt that pinned it, and whose answer was lost then. */
async function pinnedBefore(client: WebClient, outgoing: OutgoingNotice): Promise<SlackMessage | null> {
  const channel = await idOf(client, channelOf(outgoing));
  if (channel === null) return null;
  const { items = [] } = await client.pins.list({ channel });
  const key = boardKey(outgoing.notice.status);
  const ts = items.map(({ message }) => message).find((message) => message?.text?.includes(key))?.ts;
  return ts === undefined ? null : { channel, ts };
}

/** Only posting takes a channel's name; null where no channel of that name is seen. */
async function idOf(client: WebClient, channel: string): Promise<string | null> {
  if (!channel.startsWith('#')) return channel;
  const pages = client.paginate('conversations.list', {
    types: 'public_channel,private_channel',
    exclude_archived: true,
    limit: 1_000,
  });
  for await (const page of pages) {
    const { channels = [] } = page as { channels?: { id: string; name: string }[] };
    const found = channels.find(({ name }) => `#${name}` === channel);
    if (found !== undefined) return found.id;
  }
  return null;
}

/** A pin is a convenience: a channel that holds too many of them still gets its news. */
async function pin(client: WebClient, { channel, ts }: SlackMessage, { notice }: OutgoingNotice): Promise<void> {
  const goesOn = notice.status.outcome === 'running';
  const call = goesOn ? client.pins.add : client.pins.remove;
  await call({ channel, timestamp: ts }).catch(() => undefined);
}

/** What has happened, a line each. People who are asked something are mentioned, so that Slack notifies them. */
function newsOf({ notice, input }: OutgoingNotice): string {
  const contacts = contactsOf(input.people);
  const isOwn = ownLinksOf(notice.status.oktaOrg);
  const mention = (email: string): string => {
    const id = contacts.find((one) => one.email === email && one.slack !== undefined)?.slack;
    return id === undefined ? '' : `<@${id}> `;
  };
  const lines = notice.events.map(
    (event) => `${ASKS.has(event.kind) ? event.to.map(mention).join('') : ''}${slackProse(event.text, isOwn)}`,
  );
  return clipped(lines.join('\n'), MAX_SECTION);
}

const ASKS = new Set<NoticeEvent['kind']>(['asked', 'reminder', 'due', 'escalation', 'check-failed']);

const channelOf = ({ input }: OutgoingNotice): string => input.notify.slack?.channel ?? '';

const codeOf = (error: unknown): string | null => (error instanceof WebAPIPlatformError ? error.data.error : null);

/** Slack's own troubles; any other answer is about our settings. */
const PASSING = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited']);

/** What Slack or the way to it says may repeat the token. */
function explained(error: unknown, outgoing: OutgoingNotice, secrets: HeldSecrets): Error {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof WebAPIRateLimitedError)
    return tryLater('Slack asks to come back later.', error.retryAfter * 1_000);
  if (error instanceof WebAPIRequestError)
    return tryLater(`Slack cannot be reached (${secrets.text(error.original.message)}).`);
  if (error instanceof WebAPIHTTPError) return tryLater(`Slack answered ${error.statusCode}.`);
  const code = codeOf(error);
  if (code === null) return new Error(secrets.text(error instanceof Error ? error.message : error));
  if (PASSING.has(code)) return tryLater(`Slack answered ${code}.`);
  return refused(
    `Slack answered ${secrets.text(code, 100)} for channel ${channelOf(outgoing)}. ${ADVICE[code] ?? 'docs/slack.md has the set-up.'}`,
  );
}

const ADVICE: Record<string, string> = {
  not_in_channel: 'Invite the app to the channel: /invite @kiro-onboarding.',
  channel_not_found: 'Correct notify.slack.channel; to a private channel the app must be invited first.',
  is_archived: 'Unarchive the channel, or choose another one.',
  missing_scope: 'Install the app again with the scopes of docs/slack-app.yaml.',
};
