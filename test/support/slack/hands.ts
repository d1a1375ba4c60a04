import type { Button, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { checkView } from './rules.js';
import { shown } from './methods.js';
import { BOT, CHANNEL, TEAM, type Message, type OpenView, type World } from './world.js';

/** How a payload reaches the app, and what it is acknowledged with: a socket, or signed HTTP. */
export type Delivery = (type: 'interactive' | 'slash_commands', payload: object) => Promise<unknown>;

/** What a person can do in Slack. Only what their client would let them do. */
export class Hands {
  constructor(
    private readonly world: World,
    private readonly baseUrl: () => string,
    readonly deliver: Delivery,
  ) {}

  /** Press a button by its label, the first one below the question of that title. Resolves when it is acknowledged. */
  press(user: string, message: Message, label: string, question?: string): Promise<unknown> {
    return this.deliver('interactive', this.pressed(user, message, label, question));
  }

  /** The payload of a press, for tests that deliver it more than once. */
  pressed(user: string, message: Message, label: string, question?: string): object {
    const { blocks } = shown(message);
    const from = question === undefined ? 0 : blocks.findIndex((block) => textOf(block).startsWith(`*${question}*`));
    const [block, button] =
      buttonsOf(blocks.slice(Math.max(from, 0))).find(([, { text }]) => text.text === label) ?? [];
    if (block === undefined || button === undefined || from < 0)
      throw new Error(`There is no button "${label}"${question === undefined ? '' : ` below "${question}"`}.`);
    const { action_id, value, text, style } = button;
    return {
      type: 'block_actions',
      ...this.sender(user),
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: CHANNEL.id,
        is_ephemeral: message.seenBy !== null,
      },
      channel: CHANNEL,
      ...(message.seenBy === null ? { message: shown(message) } : {}),
      state: { values: {} },
      response_url: this.responseUrl(user, message),
      trigger_id: this.world.newTrigger(user),
      actions: [
        { type: 'button', action_id, block_id: block.block_id, text, value, style, action_ts: this.world.newTs() },
      ],
    };
  }

  /** Fill a form in, by the labels of its fields, and send it. What comes back is done to the form as Slack does it. */
  async submit(open: OpenView, values: Record<string, string>): Promise<void> {
    const answer = (await this.deliver('interactive', this.submitted(open, values))) as Acknowledgement;
    takeAcknowledgement(open, answer);
    this.world.changed();
  }

  submitted(open: OpenView, values: Record<string, string>): object {
    const { view, id, hash, user } = open;
    if (!open.isOpen) throw new Error('The form is closed.');
    const known = inputsOf(view);
    const unknown = Object.keys(values).find((label) => !known.some((input) => input.label.text === label));
    if (unknown !== undefined) throw new Error(`The form has no field "${unknown}".`);
    const state = known.map((input) => {
      const given = values[input.label.text];
      if (given === undefined && input.optional !== true) throw new Error(`"${input.label.text}" is required.`);
      return [input.block_id ?? '', { [actionIdOf(input)]: stateOf(input, given) }] as const;
    });
    const shownView = { ...view, id, hash, team_id: TEAM.id, app_id: BOT.app, bot_id: BOT.bot, root_view_id: id };
    return {
      type: 'view_submission',
      ...this.sender(user),
      trigger_id: this.world.newTrigger(user),
      view: { ...shownView, state: { values: Object.fromEntries(state) } },
      response_urls: [],
    };
  }

  /** A slash command, typed in the channel. */
  command(user: string, command: string, text: string): Promise<unknown> {
    return this.deliver('slash_commands', {
      token: 'legacy',
      team_id: TEAM.id,
      team_domain: TEAM.domain,
      channel_id: CHANNEL.id,
      channel_name: CHANNEL.name,
      user_id: user,
      user_name: user.toLowerCase(),
      command,
      text,
      api_app_id: BOT.app,
      is_enterprise_install: 'false',
      response_url: this.responseUrl(user, null),
      trigger_id: this.world.newTrigger(user),
    });
  }

  private responseUrl(user: string, message: Message | null): string {
    return `${this.baseUrl()}/response/${this.world.newResponse(user, message)}`;
  }

  private sender(user: string): object {
    return {
      team: TEAM,
      user: { id: user, name: user.toLowerCase(), username: user.toLowerCase(), team_id: TEAM.id },
      api_app_id: BOT.app,
      token: 'legacy',
      enterprise: null,
      is_enterprise_install: false,
    };
  }
}

interface Acknowledgement {
  response_action?: 'errors' | 'update' | 'clear';
  errors?: Record<string, string>;
  view?: ModalView;
}

function takeAcknowledgement(open: OpenView, answer: Acknowledgement): void {
  if (answer.response_action === 'errors') {
    const fields = inputsOf(open.view).map((input) => input.block_id);
    const errors = answer.errors ?? {};
    if (Object.keys(errors).some((id) => !fields.includes(id)))
      throw new Error('An error is about no field of the form.');
    open.errors = errors;
  } else if (answer.response_action === 'update' && answer.view !== undefined) {
    checkView(answer.view);
    open.view = answer.view;
  } else {
    open.isOpen = false;
  }
}

const inputsOf = (view: ModalView): InputBlock[] =>
  view.blocks.filter((block): block is InputBlock => block.type === 'input');

const actionIdOf = ({ element }: InputBlock): string => ('action_id' in element ? (element.action_id ?? '') : '');

function stateOf({ element, label }: InputBlock, given: string | undefined): object {
  if (element.type !== 'static_select') {
    const most = element.type === 'plain_text_input' ? (element.max_length ?? 3_000) : 3_000;
    if ((given ?? '').length > most) throw new Error(`"${label.text}" takes at most ${most} characters.`);
    return { type: element.type, value: given ?? null };
  }
  const option = (element.options ?? []).find(({ value }) => value === given) ?? null;
  if (option === null && given !== undefined) throw new Error(`"${label.text}" has no choice "${given}".`);
  return { type: element.type, selected_option: option };
}

function buttonsOf(blocks: KnownBlock[]): [KnownBlock, Button][] {
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((one): [KnownBlock, Button][] => (one.type === 'button' ? [[block, one]] : []))
      : [],
  );
}

const textOf = (block: KnownBlock): string => (block.type === 'section' ? (block.text?.text ?? '') : '');
