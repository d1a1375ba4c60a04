import { describe, expect, it } from 'vitest';
import { inputOf, minimal, problemsOf } from './config-support.js';

const inQuotes = (value: string): string => JSON.stringify(value);

describe('an e-mail address', () => {
  it.each([
    ['“ana@example.com”', 'Write ana@example.com.'],
    ['mailto:ana@example.com', 'Write ana@example.com.'],
    ['ana@example.com;', 'Write ana@example.com.'],
    ['ana@example.com.', 'Write ana@example.com.'],
    ['ana@example.com(Ana)', 'Write ana@example.com.'],
    ['Ana Lee <ana@example.com>', 'Write ana@example.com.'],
    ['o’brien@example.com', "Write o'brien@example.com."],
    ['ana@example,com.de', 'Write an address such as ana@example.com.'],
    ['ana@example..com', 'Write an address such as ana@example.com.'],
    ['ana@example.com,ben@example.com', 'Write one of them, such as ana@example.com.'],
    ['ana', 'Write an address such as ana@example.com.'],
  ])('is more than this: %s', async (given, fix) => {
    for (const [key, path] of [
      [`pilot: ${inQuotes(given)}`, 'pilot'],
      [`people: { dnsAdmin: ${inQuotes(given)} }`, 'people.dnsAdmin'],
      [
        `people: { kiroAdmin: { email: ana@example.com, escalateTo: ${inQuotes(given)} } }`,
        'people.kiroAdmin.escalateTo',
      ],
      [`people: { reviewers: [${inQuotes(given)}] }`, 'people.reviewers[0]'],
      [`notify: { email: ${inQuotes(given)} }`, 'notify.email'],
    ] as const)
      expect(await problemsOf(minimal(key))).toMatchObject([{ path, line: 3, fix }]);
  });

  it.each([
    'ana@example.com',
    "o'brien+kiro@mail.example.co.uk",
    'jürgen@bücher.example',
    'a..b@example.com',
    'ana/it=x@example.com',
    ' ana@example.com ',
  ])('is %s', async (given) => {
    expect((await inputOf(minimal(`pilot: ${inQuotes(given)}`))).pilot).toBe(given.trim());
  });
});

describe('a login', () => {
  it.each([
    ['ana@example.com,', 'Write ana@example.com.'],
    ['<ben@example.com>', 'Write ben@example.com.'],
    ['mailto:ana@example.com', 'Write ana@example.com.'],
    ['‘ana@example.com’', 'Write ana@example.com.'],
    ['ana@example.com,ben@example.com', 'Write each as an entry of its own: ana@example.com and ben@example.com.'],
    ['ana@example.com; ben@example.com', 'Write each as an entry of its own: ana@example.com and ben@example.com.'],
    ['Ana Lee <ana@example.com>', 'Write ana@example.com.'],
    ['Kiro Users', 'Write the Okta username, such as ana@example.com; groups go under groups.'],
  ])('is not %s', async (given, fix) => {
    const problems = await problemsOf(minimal(`provision: { users: [${inQuotes(given)}] }`));
    expect(problems).toMatchObject([{ path: 'provision.users[0]', line: 3, fix }]);
  });

  it.each(['ana', 'ana@example.com', "o'brien@example.com", 'CORP\\ana', 'ana@corp', 'o’brien'])(
    'is %s',
    async (given) => {
      const input = await inputOf(minimal(`provision: { users: ['${given.replaceAll("'", "''")}'] }`));
      expect(input.provision.users).toEqual([given]);
    },
  );
});
