export interface LogEvent {
  uuid: string;
  published: string;
  eventType: string;
  displayMessage: string;
  severity: 'INFO' | 'WARN' | 'ERROR';
  outcome: { result: 'SUCCESS' | 'FAILURE' | 'SKIPPED'; reason: string | null };
  target: { id: string; type: string; alternateId: string; displayName: string }[];
}
