import { z } from 'zod';
import { checked, duration, positiveDuration, text } from '../fields.js';
import { checkWorkingHours } from '../working-hours.js';

/** How long the runbook waits, and when it reminds people. */
export const waits = z.strictObject({
  syncWindow: duration
    .prefault('24h')
    .meta({ description: 'How long group changes may take to reach Kiro (Sync delay).', examples: ['24h'] }),
  remindAfter: positiveDuration
    .prefault('4h')
    .meta({ description: 'When an unanswered person is reminded first.', examples: ['4h'] }),
  dueAfter: positiveDuration.prefault('3d').meta({
    description: 'When an unanswered question is overdue, and whoever stands in escalateTo is asked, too.',
    examples: ['3d'],
  }),
  timeZone: text
    .refine((zone) => isTimeZone(zone), {
      message: 'No time zone has this name.',
      params: { fix: 'Write a name such as Europe/Berlin or UTC.' },
    })
    .prefault('UTC')
    .meta({ description: 'Time zone of the working hours.', examples: ['Europe/Berlin'] }),
  workingHours: checked(checkWorkingHours)
    .prefault('09:00-17:00')
    .meta({ description: 'When people are reminded.', examples: ['09:00-17:00'] }),
  weekends: z.boolean().default(false).meta({ description: 'Remind people on Saturdays and Sundays, too.' }),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
