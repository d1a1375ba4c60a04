import type { KnownBlock, ModalView } from '@slack/types';
import { hasMessagesTab } from './manifest.js';
import { checkMessage, checkView } from './rules.js';
import { BOT, CHANNEL, SlackFault, TEAM, type Message, type OpenView, type World } from './world.js';

type Args = Record<string, unknown>;
type Method = (world: World, args: Args) => object;

/** The methods of the Web API that the project calls; `apps.connections.open` is with the socket. */
export const METHODS: Record<string, Method> = {
  'auth.test': () => ({
    url: 'https://example.slack.com/',
    team: 'Example',
    user: BOT.name,
    team_id: TEAM.id,
    user_id: BOT.user,
    bot_id: BOT.bot,
    is_enterprise_install: false,
  }),

  'chat.postMessage'(world, args) {
    const channel = directTo(world, args) ?? channelOf(args, true);
    const message = newMessage(world, args, channel);
    if (args['thread_ts'] !== undefined) message.threadTs = find(world, channel, args['thread_ts']).ts;
    world.messages.push(message);
    return { channel, ts: message.ts, message: shown(message) };
  },

  'chat.update'(world, args) {
    const channel = channelOf(args, false);
    const message = find(world, channel, args['ts']);
    const { text, blocks } = newMessage(world, args, channel);
    Object.assign(message, { text, blocks, edits: message.edits + 1 });
    return { channel, ts: message.ts, text, message: shown(message) };
  },

  'pins.add'(world, args) {
    const { ts } = find(world, channelOf(args, false), args['timestamp']);
    if (world.pins.includes(ts)) throw new SlackFault('already_pinned');
    world.pins.push(ts);
    return {};
  },

  'pins.remove'(world, args) {
    const at = world.pins.indexOf(find(world, channelOf(args, false), args['timestamp']).ts);
    if (at < 0) throw new SlackFault('no_pin');
    world.pins.splice(at, 1);
    return {};
  },

  'pins.list'(world, args) {
    const channel = channelOf(args, false);
    const items = world.pins.map((ts) => ({ type: 'message', channel, message: shown(find(world, channel, ts)) }));
    return { items };
  },

  'conversations.list': () => ({
    channels: [
      { id: 'C0GENERAL', name: 'general', is_member: false },
      { id: CHANNEL.id, name: CHANNEL.name, is_member: true },
    ],
    response_metadata: { next_cursor: '' },
  }),

  'views.open'(world, args) {
    const user = world.useTrigger(args['trigger_id']);
    const view = args['view'] as ModalView;
    checkView(view);
    const open: OpenView = { id: `V${world.newTs()}`, user, view, hash: world.newTs(), isOpen: true, errors: {} };
    world.views.push(open);
    return { view: { ...view, id: open.id } };
  },

  'views.update'(world, args) {
    const open = world.views.find(({ id }) => id === args['view_id']);
    if (open === undefined) throw new SlackFault('not_found');
    const view = args['view'] as ModalView;
    checkView(view);
    Object.assign(open, { view, hash: world.newTs() });
    return { view: { ...view, id: open.id } };
  },
};

/** The scopes that a method wants of the app, all of them; `connections:write` is the app-level token's. */
export const SCOPES: Record<string, string[]> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'pins.add': ['pins:write'],
  'pins.remove': ['pins:write'],
  'pins.list': ['pins:read'],
  // For the kinds of channels that are asked for: public ones, and private ones.
  'conversations.list': ['channels:read', 'groups:read'],
  'views.open': [],
  'views.update': [],
};

/** A message as it was posted or edited. */
export function newMessage(world: World, args: Args, channel: string, seenBy: string | null = null): Message {
  const blocks = (args['blocks'] ?? []) as KnownBlock[];
  checkMessage(blocks, world.maxBlocksText);
  const text = typeof args['text'] === 'string' ? args['text'] : '';
  if (text === '' && blocks.length === 0) throw new SlackFault('no_text');
  return { ts: world.newTs(), channel, text, blocks, threadTs: null, seenBy, edits: 0 };
}

/** The conversation with a member, who may be given in place of a channel. */
function directTo(world: World, { channel }: Args): string | null {
  if (typeof channel !== 'string' || !/^[UW]\w+$/.test(channel)) return null;
  if (world.strangers.has(channel)) throw new SlackFault('channel_not_found');
  if (!hasMessagesTab) throw new SlackFault('messages_tab_disabled');
  return `D${channel}`;
}

/** Only posting takes a channel's name; all else wants its id. */
function channelOf(args: Args, takesName: boolean): string {
  const given = args['channel'];
  if (given === CHANNEL.id || (takesName && given === `#${CHANNEL.name}`)) return CHANNEL.id;
  throw new SlackFault(given === 'C0GENERAL' || given === '#general' ? 'not_in_channel' : 'channel_not_found');
}

function find(world: World, channel: string, ts: unknown): Message {
  const message = world.messages.find((one) => one.channel === channel && one.ts === ts && one.seenBy === null);
  if (message === undefined) throw new SlackFault('message_not_found');
  return message;
}

/** The part of a message that the tests look at. */
interface ShownMessage {
  ts: string;
  blocks: KnownBlock[];
  [more: string]: unknown;
}

/** A message as others see it: each block has an id, which Slack gives where the app gave none. */
export function shown({ ts, text, blocks, threadTs }: Message): ShownMessage {
  return {
    type: 'message',
    ts,
    text,
    user: BOT.user,
    bot_id: BOT.bot,
    app_id: BOT.app,
    blocks: blocks.map((block, index) => ({ ...block, block_id: block.block_id ?? `b${index}` })),
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
  };
}
