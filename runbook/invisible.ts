/** Soft hyphens, zero-width characters, marks of direction, byte order marks: they come along from web pages, unseen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** The text as a person sees it. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '');

/** Control characters, marks of direction, zero-width and other unseen characters, tags; halves of surrogate pairs. */
const UNSEEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** The text without what no person sees, or a terminal obeys; line ends and tabs go, too. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');
