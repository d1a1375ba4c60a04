/** A text of at most so many characters, with an ellipsis where its end is missing; never half an emoji. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
