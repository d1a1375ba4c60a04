import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ErrorForm } from '../../kit/error-form.js';

/** A SCIM answer. */
export function scimJson(c: Context, body: object, status: 200 | 201 | ScimError['status'] = 200): Response {
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/scim+json; charset=utf-8' });
}

const SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** AWS's one sentence for most of what is wrong with a body. */
const UNPARSABLE = 'Request is unparsable, syntactically incorrect, or violates schema.';

/** An answer in the form that AWS's SCIM gives errors. `status` is the HTTP status. */
export class ScimError extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 405 | 409 | 429 | 500 | 501,
    readonly detail: string,
  ) {
    super(detail);
  }

  /** Both `schema` and `schemas`, and no `scimType`, as seen in the wild (lichti/aws-iam-scim-problem). */
  body(): object {
    return errorBody(this.status, this.detail);
  }
}

function errorBody(status: number, detail: string): object {
  return {
    schema: [SCHEMA],
    schemas: [SCHEMA],
    detail,
    status: String(status),
    exceptionRequestId: randomUUID(),
    timeStamp: new Date().toISOString().replace('T', ' ').replace('Z', ''),
  };
}

/** How the sandbox's faults answer in Kiro: AWS tells neither the quota nor when to come again. */
export const scimErrorForm: ErrorForm = {
  failure: (status) => faulty(status, status >= 500 ? 'Internal server error' : UNPARSABLE),
  tooMany: () => faulty(429, 'Rate exceeded'),
};

function faulty(status: number, detail: string): Response {
  const headers = { 'Content-Type': 'application/scim+json; charset=utf-8', 'x-amzn-RequestId': randomUUID() };
  return new Response(JSON.stringify(errorBody(status, detail)), { status, headers });
}

export const invalid = (detail = UNPARSABLE): ScimError => new ScimError(400, detail);
export const notFound = (what: 'User' | 'Group' | 'Schema'): ScimError => new ScimError(404, `${what} not found`);
export const conflict = (detail: string): ScimError => new ScimError(409, detail);
/** RFC 7644 for what a provider does not offer; AWS documents no status for it. */
export const notOffered = (): ScimError => new ScimError(501, 'The operation is not supported.');

/** A value that is missing or wrong, in the words of AWS's troubleshooting page. */
export const constraint = (name: string, rule: string): ScimError =>
  invalid(`1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must ${rule}`);
