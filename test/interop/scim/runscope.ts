/** A suite as Runscope exports it: the form of the tests that Okta publishes for SCIM servers. */
export interface Suite {
  name: string;
  steps: (RequestStep | { step_type: 'pause'; duration: number })[];
}

interface RequestStep {
  step_type: 'request';
  note: string;
  method: string;
  url: string;
  headers: Record<string, string | string[]>;
  body?: string | null;
  assertions?: Assertion[] | null;
  variables?: { name: string | null; property: string }[] | null;
}

interface Assertion {
  source: 'response_status' | 'response_json' | 'response_time';
  property?: string;
  comparison: string;
  value: string | number | null;
}

interface Answer {
  status: number;
  json: unknown;
  milliseconds: number;
}

/** The suites' pauses are meant for systems far away. */
const MOST_PATIENCE_MS = 10_000;

const COMPARISONS: Record<string, (actual: unknown, wanted: string) => boolean> = {
  equal: (actual, wanted) => String(actual) === wanted,
  equal_number: (actual, wanted) => Number(actual) === Number(wanted),
  is_a_number: (actual) => typeof actual === 'number',
  is_less_than: (actual, wanted) => Number(actual) < Number(wanted),
  contains: (actual, wanted) => JSON.stringify(actual ?? null).includes(wanted),
  has_value: (actual, wanted) => Array.isArray(actual) && actual.includes(wanted),
  not_empty: (actual) => !['', '[]', '{}', 'null', '""'].includes(JSON.stringify(actual ?? null)),
};

/**
 * Runs a suite, and gives each assertion that does not hold as "note: property comparison value, but actual". Its
 * pauses are for what happens on its own: the next step is repeated until it holds, or that long. Skips scripts.
 */
export async function runSuite({ steps }: Suite, variables: Record<string, string>): Promise<string[]> {
  const known = { ...variables };
  const failures: string[] = [];
  let patienceMs = 0;
  for (const step of steps) {
    if (step.step_type === 'pause') {
      patienceMs = Math.min(step.duration * 1000, MOST_PATIENCE_MS);
      continue;
    }
    const { answer, failed } = await runStep(step, known, patienceMs);
    failures.push(...failed);
    for (const { name, property } of step.variables ?? []) {
      if (name !== null && name !== '') known[name] = text(valueAt(answer.json, property));
    }
    patienceMs = 0;
  }
  return failures;
}

async function runStep(
  step: RequestStep,
  known: Record<string, string>,
  patienceMs: number,
): Promise<{ answer: Answer; failed: string[] }> {
  for (const end = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const answer = await send(step, known);
    const failed = (step.assertions ?? []).flatMap((assertion) => failureOf(assertion, answer, step.note, known));
    // Only a look may be repeated: a write would be done twice.
    if (failed.length === 0 || step.method !== 'GET' || Date.now() > end) return { answer, failed };
  }
}

async function send(step: RequestStep, known: Record<string, string>): Promise<Answer> {
  const headers = Object.entries(step.headers).map(([name, values]): [string, string] => [
    name,
    filled([values].flat().join(', '), known),
  ]);
  const body = typeof step.body === 'string' && step.body !== '' ? { body: filled(step.body, known) } : {};
  const began = performance.now();
  const response = await fetch(filled(step.url, known), { method: step.method, headers, ...body });
  const answered = await response.text();
  const json: unknown = /^\s*[[{]/.test(answered) ? JSON.parse(answered) : null;
  return { status: response.status, json, milliseconds: performance.now() - began };
}

function failureOf(
  { source, property = '', comparison, value }: Assertion,
  answer: Answer,
  note: string,
  known: Record<string, string>,
): string[] {
  const sources = {
    response_status: () => answer.status,
    response_time: () => answer.milliseconds,
    response_json: () => valueAt(answer.json, property),
  };
  const actual = sources[source]();
  const compare = COMPARISONS[comparison];
  if (compare === undefined) throw new Error(`The suite compares by ${comparison}, which is not known here.`);
  const wanted = filled(String(value ?? ''), known);
  if (compare(actual, wanted)) return [];
  const what = [property === '' ? source : property, comparison, wanted].filter((word) => word !== '').join(' ');
  return [`${note.trim()}: ${what}, but ${text(actual)}`];
}

/** The value under a name such as `Resources[0].name.givenName`. */
function valueAt(json: unknown, property: string): unknown {
  const keys = property.split(/[.[\]]/).filter((key) => key !== '');
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], json);
}

function filled(template: string, known: Record<string, string>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => known[name] ?? whole);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
