import { visibleLine } from './characters.js';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Outside text in HTML, between tags or in a quoted attribute. */
export const htmlText = (text: string): string =>
  visibleLine(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Outside text as the name of a class: letters, digits and hyphens. */
export const htmlClass = (text: string): string => text.replaceAll(/[^A-Za-z0-9-]+/g, '-');

/** Only what a browser opens as a page; no `javascript:`, no `data:`. */
export const isWebAddress = (url: string | null): url is string => url !== null && /^https?:\/\//i.test(url);

/** A link to a page; empty where the address is none. */
export const htmlLink = (label: string, url: string | null): string =>
  isWebAddress(url) ? `<a href="${htmlText(url)}" rel="noreferrer">${htmlText(label)}</a>` : '';
