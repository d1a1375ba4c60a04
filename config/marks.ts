/** Marks that editors and chats put around a value, none of which is a part of an address. */
const AROUND = /^[\s"'<“”„‟«»‹›‘’‚‛`([{]+|[\s"'>“”„‟«»‹›‘’‚‛`)\]},;:.]+$/g;

/** A value without quotes, brackets and list punctuation around it, with typographic dashes and apostrophes made plain. */
export function plainly(text: string): string {
  return text
    .replace(AROUND, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[‘’]/g, "'");
}
