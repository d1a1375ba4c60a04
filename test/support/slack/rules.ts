import type { KnownBlock, ModalView, Option } from '@slack/types';
import { SlackFault } from './world.js';

// What Slack refuses in blocks and forms, from its reference pages (docs.slack.dev/reference/block-kit, .../views).

const LIMITS = { header: 150, section: 3_000, context: 3_000, label: 2_000, button: 75, value: 2_000, id: 255 };

/** @throws SlackFault `invalid_blocks` with what is wrong, as Slack does. */
function checkBlocks(blocks: KnownBlock[], most = 50): void {
  const wrong = [
    ...(blocks.length > most ? [`no more than ${most} items allowed`] : []),
    ...blocks.flatMap((block, index) => faultsOf(block).map((fault) => `${fault} [json-pointer:/blocks/${index}]`)),
  ];
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined);
  if (new Set(ids).size !== ids.length) wrong.push('block_id already exists');
  if (wrong.length > 0) throw new SlackFault('invalid_blocks', wrong);
}

/**
 * @param most of all blocks as JSON, in characters; Slack does not document its own limit (slackapi/bolt-js issues 2509
 * and 2867).
 * @throws SlackFault as `checkBlocks`, or `msg_blocks_too_long`.
 */
export function checkMessage(blocks: KnownBlock[], most = 12_000): void {
  checkBlocks(blocks);
  if (JSON.stringify(blocks).length > most) throw new SlackFault('msg_blocks_too_long');
}

/** @throws SlackFault `invalid_arguments` for a form, as `checkBlocks` for its blocks. */
export function checkView(view: ModalView): void {
  const wrong = [
    ...tooLong('title', view.title.text, 24),
    ...tooLong('submit', view.submit?.text ?? '', 24),
    ...tooLong('close', view.close?.text ?? '', 24),
    ...tooLong('private_metadata', view.private_metadata ?? '', 3_000),
    ...(view.submit === undefined && view.blocks.some(({ type }) => type === 'input') ? ['submit is missing'] : []),
  ];
  if (wrong.length > 0) throw new SlackFault('invalid_arguments', wrong);
  checkBlocks(view.blocks as KnownBlock[], 100);
}

function faultsOf(block: KnownBlock): string[] {
  switch (block.type) {
    case 'header':
      return tooLong('header', block.text.text, LIMITS.header);
    case 'section':
      return tooLong('section', block.text?.text ?? '', LIMITS.section);
    case 'context':
      return block.elements.flatMap((one) => ('text' in one ? tooLong('context', one.text, LIMITS.context) : []));
    case 'actions': {
      const ids = block.elements.map((one) => ('action_id' in one ? one.action_id : undefined));
      return [
        ...(new Set(ids).size === ids.length ? [] : ['action_id already exists']),
        ...block.elements.flatMap((one) =>
          one.type === 'button'
            ? [
                ...tooLong('button', one.text.text, LIMITS.button),
                ...tooLong('value', one.value ?? '', LIMITS.value),
                ...tooLong('action_id', one.action_id ?? '', LIMITS.id),
                ...tooLong('confirm', one.confirm?.text.text ?? '', 300, 0),
              ]
            : [],
        ),
      ];
    }
    case 'input':
      return [
        ...tooLong('label', block.label.text, LIMITS.label),
        ...tooLong('hint', block.hint?.text ?? '', LIMITS.label, 0),
        ...('placeholder' in block.element
          ? tooLong('placeholder', block.element.placeholder?.text ?? '', 150, 0)
          : []),
        ...(block.element.type === 'static_select' ? optionFaults(block.element.options ?? []) : []),
      ];
    default:
      return [];
  }
}

function optionFaults(options: Option[]): string[] {
  return [
    ...(options.length === 0 ? ['no options'] : []),
    ...options.flatMap(({ text, value }) => [
      ...tooLong('option', text.text, 75),
      ...tooLong('option', value ?? '', 150),
    ]),
  ];
}

function tooLong(
  what: string,
  text: string,
  most: number,
  least = what === 'section' || what === 'header' ? 1 : 0,
): string[] {
  if (text.length > most) return [`${what}: must be less than ${most + 1} characters`];
  return text.length < least ? [`${what}: must be more than 0 characters`] : [];
}
