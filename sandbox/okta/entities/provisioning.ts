export interface Mapping {
  id: string;
  source: MappingEnd;
  target: MappingEnd;
  properties: Record<string, { expression: string; pushStatus: string }>;
}

export interface MappingEnd {
  id: string;
  name: string;
  type: 'user' | 'appuser';
}

export interface PushMapping {
  id: string;
  appId: string;
  sourceGroupId: string;
  targetGroupId: string;
  status: 'ACTIVE' | 'INACTIVE' | 'ERROR';
  created: string;
  lastUpdated: string;
  lastPush: string | null;
  errorSummary: string | null;
  /** A create was sent whose answer may have been lost: look the name up before the next one. */
  creating: boolean;
  /** Target ids of the members the target has accepted. */
  pushedMembers: string[];
}

/** A push that is still owed to a target. */
export type Job =
  | { kind: 'user'; appId: string; userId: string }
  | { kind: 'deactivate'; appId: string; externalId: string; login: string }
  | { kind: 'group'; mappingId: string }
  | { kind: 'delete-group'; appId: string; externalId: string; name: string };
