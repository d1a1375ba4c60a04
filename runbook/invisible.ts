/** Soft hyphens, zero-width characters, marks of direction, byte order marks: they come along from web pages, unseen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** The text as a person sees it. */
export const withoutInvisible = (text: string): string => text.replace(INVISIBLE, '');
