import { expect, it } from 'vitest';
import { isUrl, urlOf } from '../../runbook/model/url-of.js';

it.each([
  ['https://login.bücher.example/ä', 'https://login.xn--bcher-kva.example/%C3%A4'],
  ['https://例え.example', 'https://xn--r8jz45g.example/'],
])('%s is an address, however often it is asked', (text, href) => {
  // Node 20's `URL.canParse` changes its mind after some 5,000 calls.
  for (let count = 0; count < 20_000; count += 1) if (!isUrl(text)) expect([text, count]).toEqual([text, 'an address']);
  expect(urlOf(text)?.href).toBe(href);
});

it('knows what is none, and what one is only beside another', () => {
  for (const text of ['', 'example.com', 'https://', '//', 'https://a:b'])
    expect([text, urlOf(text)]).toEqual([text, null]);
  expect(urlOf('/a?b', 'https://example.com/c')?.href).toBe('https://example.com/a?b');
  expect(isUrl('https://a:b', 'https://example.com')).toBe(false);
});
