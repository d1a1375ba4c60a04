import MarkdownIt from 'markdown-it';

/** CommonMark with tables, raw HTML and the bare addresses that GitHub makes links of. */
const reader = new MarkdownIt({ html: true, linkify: true });
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

type Token = ReturnType<typeof reader.parse>[number];

/** Markdown as it is read: what it shows, and what it is made of. */
export interface Read {
  /** The text of each block, as a person sees it. */
  blocks: string[];
  /** Names of all that is in it, such as `strong_open`. */
  kinds: Set<string>;
  links: string[];
  headings: string[];
}

/** Read Markdown. Runs of spaces count as one, as on a page. */
export function readMarkdown(source: string): Read {
  const tokens = reader.parse(source, {});
  const all = tokens.flatMap((token) => [token, ...(token.children ?? [])]);
  const isText = ({ type }: Token): boolean => type === 'text' || type === 'code_inline' || type === 'text_special';
  const textOf = ({ children, content }: Token): string =>
    (children === null ? content : children.map((one) => (isText(one) ? one.content : '')).join(''))
      .replace(/\s+/g, ' ')
      .trim();
  const shown = tokens.filter(({ type }) => type === 'inline' || type === 'fence' || type === 'code_block');
  return {
    blocks: shown.map(textOf),
    kinds: new Set(all.map(({ type }) => type)),
    links: all.filter(({ type }) => type === 'link_open').map((one) => String(one.attrGet('href'))),
    headings: shown.filter((one) => tokens[tokens.indexOf(one) - 1]?.type === 'heading_open').map(textOf),
  };
}
