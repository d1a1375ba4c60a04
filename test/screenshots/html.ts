/** Text for HTML. */
export const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A page that holds one picture, the element `#shot`. */
export const pageOf = (style: string, body: string): string =>
  `<!doctype html><meta charset="utf-8"><style>body { margin: 0; background: #fff } #shot { display: inline-block }
${style}</style><div id="shot">${body}</div>`;
