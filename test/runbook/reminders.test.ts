import { describe, expect, it } from 'vitest';
import type { WorkingTime } from '../../runbook/model/run-input.js';
import { atWork, datesOf, nextReminder } from '../../runbook/model/reminders.js';
import { AT_ANY_HOUR } from '../workflows/fake-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const office = (timeZone: string, more: Partial<WorkingTime> = {}): WorkingTime => ({
  timeZone,
  fromMinute: 9 * 60,
  toMinute: 17 * 60 + 30,
  weekends: false,
  ...more,
});
const from = (time: string, calendar: WorkingTime): string =>
  new Date(atWork(Date.parse(time), calendar)).toISOString().replace(':00.000Z', 'Z');

describe('working time', () => {
  it.each([
    ['within the hours: at once', '2026-11-24T12:00Z', 'UTC', '2026-11-24T12:00Z'],
    ['before they begin', '2026-11-24T03:00Z', 'UTC', '2026-11-24T09:00Z'],
    ['in a zone that does not exist: as in UTC', '2026-11-24T03:00Z', 'Mars/Olympus', '2026-11-24T09:00Z'],
    ['when they end: the next day', '2026-11-24T17:30Z', 'UTC', '2026-11-25T09:00Z'],
    ['on Friday evening: on Monday', '2026-11-27T17:31Z', 'UTC', '2026-11-30T09:00Z'],
    ['on Sunday', '2026-11-29T12:00Z', 'UTC', '2026-11-30T09:00Z'],
    ['already Saturday over there', '2026-11-27T15:30Z', 'Asia/Tokyo', '2026-11-30T00:00Z'],
    ['still Friday over there', '2026-11-28T00:30Z', 'America/Los_Angeles', '2026-11-28T00:30Z'],
    ['half an hour off', '2026-11-24T00:00Z', 'Asia/Kolkata', '2026-11-24T03:30Z'],
    ['Berlin in winter', '2027-03-26T20:00Z', 'Europe/Berlin', '2027-03-29T07:00Z'],
    ['Berlin before the change to summer time', '2027-03-25T20:00Z', 'Europe/Berlin', '2027-03-26T08:00Z'],
    ['Berlin before the change to winter time', '2026-10-22T20:00Z', 'Europe/Berlin', '2026-10-23T07:00Z'],
    ['Berlin after the change to winter time', '2026-10-24T20:00Z', 'Europe/Berlin', '2026-10-26T08:00Z'],
    ['Adelaide in summer', '2027-04-01T12:00Z', 'Australia/Adelaide', '2027-04-01T22:30Z'],
    ['Adelaide after the change to winter time', '2027-04-04T12:00Z', 'Australia/Adelaide', '2027-04-04T23:30Z'],
    ['Adelaide after the change to summer time', '2027-10-03T12:00Z', 'Australia/Adelaide', '2027-10-03T22:30Z'],
    ['Lord Howe, which changes by half an hour', '2027-04-04T12:00Z', 'Australia/Lord_Howe', '2027-04-04T22:30Z'],
    ['Lord Howe in summer', '2027-04-01T12:00Z', 'Australia/Lord_Howe', '2027-04-01T22:00Z'],
    ['New York changes a week later', '2026-10-30T22:00Z', 'America/New_York', '2026-11-02T14:00Z'],
  ])('%s', (_what, time, zone, expected) => {
    expect(from(time, office(zone))).toBe(expected);
  });

  it.each([
    ['are missing', { fromMinute: undefined, toMinute: undefined }],
    ['begin at no minute', { fromMinute: undefined }],
    ['end before they begin', { fromMinute: 600, toMinute: 540 }],
    ['end after the day', { toMinute: 1e20 }],
  ])('is any time where the hours %s, as another program may have it', (_, hours) => {
    const calendar = { ...office('UTC'), ...hours } as WorkingTime;
    expect(from('2026-11-24T03:00Z', calendar)).toBe('2026-11-24T03:00Z');
  });

  it('knows weekends, the whole day, and days on which the clock changes within the hours', () => {
    expect(from('2026-11-28T08:00Z', office('UTC', { weekends: true }))).toBe('2026-11-28T09:00Z');
    expect(from('2026-11-28T23:59Z', { ...AT_ANY_HOUR })).toBe('2026-11-28T23:59Z');
    // 02:00 to 03:00 is not there on 28 March 2027 in Berlin; hours that begin within it begin after it.
    const night = office('Europe/Berlin', { fromMinute: 150, toMinute: 240, weekends: true });
    expect(from('2027-03-27T23:30Z', night)).toBe('2027-03-28T01:30Z');
  });
});

describe('reminders', () => {
  const waits = { ...office('UTC'), syncWindowMs: DAY, remindAfterMs: 4 * HOUR, dueAfterMs: 3 * DAY };
  const at = (iso: string): string => iso.slice(0, 16);

  it('come first after remindAfter, then double to daily, and after two weeks weekly; never outside the hours', () => {
    const since = '2026-11-24T09:00:00.000Z';
    let next = datesOf(Date.parse(since), waits).remindAt!;
    const all: string[] = [];
    for (let reminders = 1; Date.parse(next) < Date.parse(since) + 60 * DAY; reminders += 1) {
      all.push(at(next));
      next = nextReminder({ since, reminders }, Date.parse(next), waits);
    }
    expect(all.slice(0, 6)).toEqual([
      '2026-11-24T13:00',
      '2026-11-25T09:00',
      '2026-11-26T09:00',
      '2026-11-27T09:00',
      '2026-11-30T09:00',
      '2026-12-01T09:00',
    ]);
    expect(all.slice(-2)).toEqual(['2027-01-12T09:00', '2027-01-19T09:00']);
    expect(all.length).toBeLessThan(22);
  });

  it('are due on a date of its own, in working hours', () => {
    expect(at(datesOf(Date.parse('2026-11-24T11:00Z'), waits).dueAt!)).toBe('2026-11-27T11:00');
    expect(at(datesOf(Date.parse('2026-11-26T11:00Z'), waits).dueAt!)).toBe('2026-11-30T09:00');
  });

  it('never come more often than remindAfter says', () => {
    const rare = { ...waits, ...AT_ANY_HOUR, remindAfterMs: 3 * DAY };
    const since = '2026-11-24T09:00:00.000Z';
    expect(at(nextReminder({ since, reminders: 4 }, Date.parse(since) + 12 * DAY, rare))).toBe('2026-12-09T09:00');
  });
});
