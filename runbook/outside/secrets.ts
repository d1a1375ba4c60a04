export interface SecretActivities {
  /** Public JWK of the worker's sealing key, with `kid`. */
  sealingKey(): Promise<Record<string, string>>;
}
