import { describe, expect, it } from 'vitest';
import { isForOthers, webUrlOf } from '../../runbook/model/web-url.js';

describe('KIRO_WEB_URL', () => {
  it.each([
    [undefined, null],
    ['  ', null],
    ['https://kiro.example.com', 'https://kiro.example.com'],
    [' HTTPS://Kiro.Example.com:8443// ', 'https://kiro.example.com:8443'],
    ['https://example.com/kiro/', 'https://example.com/kiro'],
    ['http://localhost:8090/', 'http://localhost:8090'],
    ['http://[::1]:8090', 'http://[::1]:8090'],
  ])('%s is read as %s', (given, read) => {
    expect(webUrlOf({ KIRO_WEB_URL: given })).toBe(read);
  });

  it.each([
    ['kiro.example.com', 'is no web address'],
    ['ftp://kiro.example.com', 'is no web address'],
    ['https://', 'is no web address'],
    ['http://kiro.example.com', 'is http, so that others could read the links on their way'],
    ['http://127.0.0.1.example.com', 'is http, so that others could read the links on their way'],
    ['https://ana:correct-horse@kiro.example.com', 'holds a user name or a password, which every link would show'],
    ['https://kiro.example.com/?a=correct-horse', 'has a query ("?")'],
    ['https://kiro.example.com/?', 'has a query ("?")'],
    ['https://kiro.example.com/#x', 'has a fragment ("#")'],
  ])('%s is refused in a sentence', (given, why) => {
    const read = (): unknown => webUrlOf({ KIRO_WEB_URL: given });
    expect(read).toThrow(`KIRO_WEB_URL ${why}: write the address that people open, such as https://kiro.example.com.`);
  });

  it('is for others where it is not this machine', () => {
    expect([null, 'http://localhost:8090', 'http://127.0.0.1'].filter(isForOthers)).toEqual([]);
    expect(isForOthers('https://kiro.example.com')).toBe(true);
  });
});
