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
import { type Contact, contactsOf } from '../../runbook/model/run-input.js';
import type { NoticeEvent, SlackMessage } from '../../runbook/model/notice-events.js';
import { boundedFetch } from '../../runbook/secrets/bounded-reads.js';
import { HeldSecrets, NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { type Board, boardKey, boardOf, briefBoardOf } from '../../runbook/words/slack-board.js';
import { ownLinksOf } from '../../runbook/escape/own-links.js';
import { clipped, MAX_SECTION, moment, slackLink, slackProse } from '../../runbook/escape/slack-text.js';
import { ROLE_WORDS } from '../../runbook/words/phrases.js';
import { type Channel, type ChannelSettings, type OutgoingNotice, refused, tryLater } from './channel.js';

/**
 * One message a run, pinned while it goes on and edited at each notice; what has happened goes into its thread. The
 * edit comes first: a notice that is tried again repeats at worst the last line of the thread. Only where the answer to
 * a run's very first post is lost, so that the message is not even pinned, does another one follow: to find it would need
 * the scope to read all that the channel says. Where the page can be reached, each person who is asked gets a link to it as a
 * direct message: the channel gets none.
 */
export const slack: Channel = async (outgoing, settings) => {
  const client = clientOf(settings);
  try {
    const message = await showBoard(client, outgoing);
    await pin(client, message, outgoing);
    const missed = await sendLinks(client, outgoing);
    await client.chat.postMessage({
      channel: message.channel,
      thread_ts: message.ts,
      text: newsOf(outgoing),
      ...AS_IT_IS,
    });
    return { slack: message, ...(missed === null ? {} : { missed }) };
  } catch (error) {
    const { slackToken, slackApiUrl } = settings;
    const secrets = new HeldSecrets([slackToken?.open(), ...urlSecrets(slackApiUrl?.open() ?? '')]);
    throw explained(error, outgoing, secrets);
  }
};

function clientOf({ slackToken, slackApiUrl }: ChannelSettings): WebClient {
  if (slackToken === null)
    throw refused("SLACK_BOT_TOKEN is not set in the worker's environment; docs/slack.md says how.");
  // Retries are Temporal's.
  return new WebClient(slackToken.open(), {
    ...(slackApiUrl === null ? {} : { slackApiUrl: slackApiUrl.open() }),
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

/**
 * A direct message with their link to each person who is asked. One that Slack takes for nobody keeps no news from the channel:
 * gives why it could not be sent, as a sentence; null where all went out.
 */
async function sendLinks(client: WebClient, outgoing: OutgoingNotice): Promise<string | null> {
  let missed: string | null = null;
  const events = outgoing.notice.events.filter(({ kind }) => ASKS.has(kind));
  const addresses = new Set(events.flatMap(({ to }) => to));
  for (const { email, slack: member } of membersOf(outgoing).filter(({ email }) => addresses.has(email))) {
    const links = outgoing.page.linksFor(email, events);
    if (links.length === 0) continue;
    const opened = links.map(({ role, url, until }) => {
      const label = links.length > 1 ? `Open your question as ${ROLE_WORDS[role]}` : 'Open your question';
      return `*${slackLink(label, url)}* (for you alone, until ${moment(until)})`;
    });
    const own = events.filter(({ to }) => to.includes(email)).map(({ text }) => proseOf(outgoing)(text));
    // A link that is cut opens nothing, so what comes first stays whole.
    const text = clipped([...opened, ...own].join('\n'), MAX_SECTION);
    await client.chat.postMessage({ channel: member, text, ...AS_IT_IS }).catch((error: unknown) => {
      const code = codeOf(error);
      if (code === null || PASSING.has(code)) throw error;
      missed = `Slack answered ${NO_SECRETS.text(code, 100)} to a direct message for ${email}. ${PERSONAL_ADVICE[code] ?? ADVICE[code] ?? SET_UP}`;
    });
  }
  return missed;
}

/** People with a Slack member id, each once. */
function membersOf({ input }: OutgoingNotice): (Contact & { slack: string })[] {
  const named = contactsOf(input.people).flatMap(({ email, slack }) => (slack === undefined ? [] : [{ email, slack }]));
  return [...new Map(named.map((one) => [one.email, one])).values()];
}

const proseOf = ({ notice }: OutgoingNotice): ((text: string) => string) => {
  const isOwn = ownLinksOf(notice.status.oktaOrg);
  return (text) => slackProse(text, isOwn);
};

/** What has happened, a line each. People who are asked something are mentioned, so that Slack notifies them. */
function newsOf(outgoing: OutgoingNotice): string {
  const members = membersOf(outgoing);
  const mention = (email: string): string => {
    const id = members.find((one) => one.email === email)?.slack;
    return id === undefined ? '' : `<@${id}> `;
  };
  const { events } = outgoing.notice;
  const lines = events.map(
    ({ kind, to, text }) => `${ASKS.has(kind) ? to.map(mention).join('') : ''}${proseOf(outgoing)(text)}`,
  );
  const { url } = outgoing.page;
  const page = url !== null && events.some(({ kind }) => ASKS.has(kind)) ? `\n${slackLink('The page', url)}` : '';
  return `${clipped(lines.join('\n'), MAX_SECTION - page.length)}${page}`;
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
    `Slack answered ${secrets.text(code, 100)} for channel ${channelOf(outgoing)}. ${ADVICE[code] ?? SET_UP}`,
  );
}

const SET_UP = 'docs/slack.md has the set-up.';

const PERSONAL_ADVICE: Record<string, string> = {
  channel_not_found: 'Correct their slack id under people.',
  user_not_found: 'Correct their slack id under people.',
  messages_tab_disabled: 'Switch the Messages tab of the app on, as docs/slack-app.yaml does.',
  cannot_dm_bot: 'Correct their slack id under people: it is a bot.',
};

const ADVICE: Record<string, string> = {
  not_in_channel: 'Invite the app to the channel: /invite @kiro-onboarding.',
  channel_not_found: 'Correct notify.slack.channel; to a private channel the app must be invited first.',
  is_archived: 'Unarchive the channel, or choose another one.',
  missing_scope: 'Install the app again with the scopes of docs/slack-app.yaml.',
};
