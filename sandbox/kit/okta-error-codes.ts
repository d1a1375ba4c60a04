/** Status and summary of each error that the sandbox answers, as Okta's list of error codes has them. */
const ERROR_CODES = {
  E0000001: [400, 'Api validation failed: {0}'],
  E0000003: [400, 'The request body was not well-formed.'],
  E0000005: [403, 'Invalid session'],
  E0000006: [403, 'You do not have permission to perform the requested action'],
  E0000007: [404, 'Not found: {0}'],
  E0000008: [404, 'The requested path was not found'],
  E0000009: [500, 'Internal Server Error'],
  E0000010: [503, 'Service is in read only mode'],
  E0000011: [401, 'Invalid token provided'],
  E0000013: [403, 'Invalid client app id'],
  E0000015: [401, 'You do not have permission to access the feature you are requesting'],
  E0000016: [403, 'Activation failed because the user is already active'],
  E0000022: [405, 'The endpoint does not support the provided HTTP method'],
  E0000024: [400, 'Bad request. This operation on app metadata is not yet supported.'],
  E0000027: [400, 'Group push bad request : {0}'],
  E0000028: [400, 'The request is missing a required parameter.'],
  E0000031: [400, 'Invalid search criteria.'],
  E0000032: [403, 'Unlock is not allowed for this user.'],
  E0000038: [403, "This operation is not allowed in the user's current status."],
  E0000045: [400, 'Field mapping bad request.'],
  E0000046: [403, 'Deactivate application for user forbidden.'],
  E0000047: [429, 'API call exceeded rate limit due to too many requests.'],
  E0000056: [403, 'Delete application forbidden.'],
  E0000059: [
    400,
    'The connector configuration could not be tested. Make sure that the URL, Authentication Parameters are correct and that there is an implementation available at the URL provided.',
  ],
  E0000062: [409, 'The specified user is already assigned to the application.'],
  E0000117: [403, 'Cannot assign apps or update app profiles for an inactive user.'],
  E0000239: [423, 'Policy priorities are being reconciled. Please try again later.'],
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
export type ErrorStatus = (typeof ERROR_CODES)[ErrorCode][0];

export function isErrorCode(code: string): code is ErrorCode {
  return code in ERROR_CODES;
}

/** The HTTP status of an error, and its summary with `about` in the place that some summaries have for it. */
export function describeError(code: ErrorCode, about = ''): { status: ErrorStatus; summary: string } {
  const [status, summary] = ERROR_CODES[code];
  return { status, summary: summary.replace('{0}', () => about) };
}
