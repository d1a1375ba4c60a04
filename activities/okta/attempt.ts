import { activityInfo } from '@temporalio/activity';

/** Which attempt of the activity this is, from 1; also 1 outside an activity (commands, tests). */
export function attempt(): number {
  try {
    return activityInfo().attempt;
  } catch {
    return 1;
  }
}
