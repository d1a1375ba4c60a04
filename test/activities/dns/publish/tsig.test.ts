import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  signed,
  TsigError,
  verified,
  type TsigAlgorithm,
  type TsigKey,
} from '../../../../activities/dns/publish/tsig.js';
import { Secret } from '../../../../runbook/secrets/secret.js';

const NOW = 1_764_000_000_000;
const key = (algorithm: TsigAlgorithm = 'hmac-sha256'): TsigKey => ({
  name: 'kiro-key',
  algorithm,
  secret: new Secret(btoa('0123456789abcdef0123456789abcdef')),
});
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

// All of these bytes were made by dnspython 2.9.2 with this key at this time.
const UPDATE =
  '123428000001000000010000076578616d706c6503636f6d0000060001c00c001000010000012c0019186b69726f2d736974652d766572696669636174696f6e3d31';
const SIGNED: Record<TsigAlgorithm, string> = {
  'hmac-sha256':
    '086b69726f2d6b65790000fa00ff00000000003d0b686d61632d73686132353600000069248100012c0020effb87055fd9bc40d3b36f311eb102ed0a79863345909f0136f03da213bb17ab123400000000',
  'hmac-sha384':
    '086b69726f2d6b65790000fa00ff00000000004d0b686d61632d73686133383400000069248100012c00306d4132ec2391b4ea98462113c188a2054841289b9a50d7c552fa4f68ed7f32108f4da09580a17d4b77565d990a2994ca123400000000',
  'hmac-sha512':
    '086b69726f2d6b65790000fa00ff00000000005d0b686d61632d73686135313200000069248100012c00408e051266e596ad9c95245d60366ec2ed032c1dc21431254c9d77d788d43bffcb61e1d9a35b37b86093ea629c452265acabb7bee2f9a70b9e7fc26baa17496f7c123400000000',
};
const ANSWER =
  '1234a8000001000000000001076578616d706c6503636f6d0000060001086b69726f2d6b65790000fa00ff00000000003d0b686d61632d73686132353600000069248100012c0020f6bbd5e154202b6a2d3fa2e6d81bc51ec1de23c6c7b14abdb3d737d478d4ddba123400000000';
const BAD_TIME =
  '1234a8000001000000000001076578616d706c6503636f6d0000060001086b69726f2d6b65790000fa00ff00000000003d0b686d61632d73686132353600000069248100012c0020a8680a6e2b05ecbee332a707723ef6bbb10319cdd415d5d755c18beb794434c4123400120000';
const { mac } = signed(hex(UPDATE), key(), NOW);

describe('a signature (TSIG)', () => {
  it.each(Object.entries(SIGNED))('is the one that others make with %s', (algorithm, record) => {
    const { bytes } = signed(hex(UPDATE), key(algorithm as TsigAlgorithm), NOW);
    const expected = hex(UPDATE + record);
    expected.writeUInt16BE(1, 10);
    expect(bytes.toString('hex')).toBe(expected.toString('hex'));
  });

  it('of an answer is checked and taken off', () => {
    const bare = verified(hex(ANSWER), key(), mac, NOW);
    expect(bare.toString('hex')).toBe('1234a8000001000000000000076578616d706c6503636f6d0000060001');
  });

  it('tells that the clocks differ', () => {
    expect(() => verified(hex(BAD_TIME), key(), mac, NOW)).toThrow(expect.objectContaining({ code: 'BADTIME' }));
    expect(() => verified(hex(ANSWER), key(), mac, NOW + 301_000)).toThrow(TsigError);
  });

  it('holds for no other message, key or query', () => {
    const other = { ...key(), secret: new Secret(btoa('another secret')) };
    expect(() => verified(hex(ANSWER), other, mac, NOW)).toThrow(TsigError);
    expect(() => verified(hex(ANSWER), key(), Buffer.alloc(32), NOW)).toThrow(TsigError);
    const whole = hex(ANSWER);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(whole);
        damaged[at] = damaged[at]! ^ change;
        // Names are compared without their case, and nobody signs the id that forwarders change.
        fc.pre(isSigned(at));
        expect(() => verified(damaged, key(), mac, NOW)).toThrow(TsigError);
      }),
    );
  });

  it('is missing, or cannot be read, in any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => verified(Buffer.from(bytes), key(), mac, NOW)).toThrow(TsigError);
      }),
    );
    fc.assert(
      fc.property(fc.nat(hex(ANSWER).length - 1), (length) => {
        expect(() => verified(hex(ANSWER).subarray(0, length), key(), mac, NOW)).toThrow(TsigError);
      }),
    );
  });
});

/** The key's own name and algorithm, class and TTL are in the record for show: what is signed are ours. */
function isSigned(at: number): boolean {
  const record = ANSWER.indexOf('086b69726f') / 2;
  const data = ANSWER.indexOf('0b686d6163') / 2;
  const time = ANSWER.indexOf('000069248100') / 2;
  return at > 1 && (at < record || (at >= time && at > data));
}
