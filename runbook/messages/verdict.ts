/** Why an answer is not taken; goes to the sender as the failure's detail. */
export interface Reason {
  code: 'invalid' | 'too-early' | 'already-answered' | 'wrong-step' | 'unproven' | 'bad-proof' | 'not-yours';
  /** The field that is wrong; null where none is. */
  field: string | null;
  /** Fields that must be given anew together with it; absent where it is wrong alone. */
  also?: string[];
  reason: string;
}

/** Taken, perhaps tidied up and with a note on what looked unusual; or refused. */
export type Check<Value> = ({ ok: true } & Tidied<Value>) | { ok: false; why: Reason };

/** A value without what stood around it where it was pasted; `notes` say what is used instead. */
export interface Tidied<Value> {
  value: Value;
  notes: string[];
}

/** Taken; `notes` say what was tidied up or looks unusual. */
export const accepted = <Value>(value: Value, notes: string[] = []): Check<Value> => ({ ok: true, value, notes });
/** Not taken: a field is wrong, or the whole message. */
export const invalid = (field: string | null, reason: string, also: string[] = []): { ok: false; why: Reason } => ({
  ok: false,
  why: { code: 'invalid', field, ...(also.length === 0 ? {} : { also }), reason },
});
/** Not taken: nothing in it is wrong, but the run cannot use it now. */
export const refused = (code: Reason['code'], reason: string): { ok: false; why: Reason } => ({
  ok: false,
  why: { code, field: null, reason },
});
