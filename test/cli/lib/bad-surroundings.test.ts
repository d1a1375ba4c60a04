import { Option } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { flagsKeptByNpm } from '../../../cli/lib/npm-flags.js';
import { readList } from '../../../cli/lib/read-list.js';
import { systemErrorText } from '../../../cli/lib/system-error.js';

const fault = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: raw`), { code, ...(path === undefined ? {} : { path }) });

it.each([
  [fault('ENOSPC'), /^What is kept under \/state could not be written: the disk is full \(ENOSPC\)\. Make room/],
  [fault('EACCES', '/state/temporal'), /^\/state\/temporal: you may not do that there .* Set KIRO_STATE_DIR/],
  [fault('ENOTDIR', '/elsewhere/x'), /^\/elsewhere\/x: a part of the path is a file, .* Mend that/],
])('%s becomes a sentence', (error, said) => {
  expect(systemErrorText(error, '/state')).toMatch(said);
});

it.each([fault('ECONNREFUSED'), fault('EACCES'), new Error('other'), 'text'])('%s is left to others', (error) => {
  expect(systemErrorText(error, '/state')).toBeNull();
});

it('finds the flags that npm kept, but not those npm has settings for', () => {
  const options = ['--no-wait', '--okta-port <port>', '--json', '--config <file>'].map((flags) => new Option(flags));
  const env = { npm_config_wait: '', npm_config_okta_port: 'true', npm_config_json: 'true' };
  expect(flagsKeptByNpm(options, env)).toEqual(['--no-wait', '--okta-port']);
});

it.each([
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFUser\r\nanä@example.com', 'utf8')],
  ['UTF-16', Buffer.from('\uFEFFUser\r\nanä@example.com', 'utf16le')],
  ['Windows-1252', Buffer.from('User\r\nanä@example.com', 'latin1')],
])('reads a list in %s', (_, bytes) => {
  const dir = mkdtempSync(join(tmpdir(), 'list-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'list.csv'), bytes);
  expect(readList(join(dir, 'list.csv'))).toEqual({ csv: 'User\r\nanä@example.com' });
});
