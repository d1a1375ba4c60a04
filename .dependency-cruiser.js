/**
 * Who may import whom. `npm run lint` checks it for every file: values and types, `export ... from` and `import()`.
 * No file may reach itself again through its imports, types included.
 */

/** What each room may import from besides itself. The longest name that fits a file is its room. */
const MAY_IMPORT = {
  'runbook/': [],
  'sealing/': ['runbook/'],
  'workflows/': ['runbook/', 'types of activities/'],
  'activities/': ['runbook/', 'sealing/'],
  'temporal/': ['runbook/'],
  'temporal/build.ts': ['temporal/', 'web/assets.ts'],
  'config/': ['runbook/'],
  'client/': ['runbook/', 'sealing/', 'temporal/'],
  'chatops/': ['runbook/', 'client/', 'config/', 'temporal/'],
  'cli/': ['runbook/', 'client/', 'config/', 'temporal/', 'activities/'],
  'cli/sender-key.ts': ['runbook/', 'temporal/', 'sealing/', 'cli/lib/'],
  'start/': [
    'runbook/',
    'client/',
    'config/',
    'temporal/',
    'cli/lib/',
    'cli/plan/',
    'cli/adopt/',
    'sandbox/',
    'start/run-worker.ts',
    'web/',
  ],
  'start/run-worker.ts': ['runbook/', 'workflows/', 'activities/', 'temporal/', 'sealing/'],
  'web/': ['runbook/', 'client/', 'temporal/', 'sealing/', 'cli/lib/list-file.ts', 'activities/notify/'],
  'web/browser/': ['runbook/', 'sealing/seal-token.ts'],
  'sandbox/': ['runbook/'],
  'sandbox/cli.ts': ['runbook/', 'sandbox/', 'cli/lib/'],
  'worker.ts': ['runbook/', 'start/run-worker.ts', 'cli/lib/'],
  'starter.ts': ['start/', 'cli/lib/'],
  'web.ts': ['runbook/', 'client/', 'temporal/', 'web/', 'cli/lib/'],
  'chatops.ts': ['runbook/', 'client/', 'config/', 'temporal/', 'chatops/', 'cli/lib/', 'cli/why/'],
  'bench/': ['everything'],
  'test/': ['everything'],
};

const TYPES_OF = 'types of ';
const WRITTEN_IN = 'CONTRIBUTING.md, "Who may import whom"; the table is MAY_IMPORT in .dependency-cruiser.js.';
const ROOMS = Object.keys(MAY_IMPORT);

/** The folders of the runbooks themselves. */
const RUNBOOK_FOLDERS =
  '^(runbook|workflows)/(onboarding|connection|day-two|offboard|rotate|reprovision|audit|review-access)/';

const escaped = (text) => text.replaceAll('.', '\\.');
const insideOf = (room) => ROOMS.filter((other) => other !== room && other.startsWith(room));
/** The files of a room, without those that have a row of their own. */
const filesOf = (room) =>
  `^${insideOf(room)
    .map((other) => `(?!${escaped(other)})`)
    .join('')}${escaped(room)}`;

const rows = Object.entries(MAY_IMPORT).filter(([, may]) => !may.includes('everything'));

/** The rule of one row of the table. */
const ruleOf = ([room, may]) => ({
  name: `imports-of-${room}`,
  comment: `${room} may import from ${may.length === 0 ? 'itself alone' : `itself and ${may.join(', ')}`}. See ${WRITTEN_IN}`,
  severity: 'error',
  from: { path: filesOf(room) },
  to: {
    dependencyTypes: ['local'],
    pathNot: [room, ...may.map((name) => name.replace(TYPES_OF, ''))].map(filesOf),
  },
});

/** Where a room may import types, it may import nothing else. */
const typesAlone = rows.flatMap(([room, may]) =>
  may
    .filter((name) => name.startsWith(TYPES_OF))
    .map((name) => name.slice(TYPES_OF.length))
    .map((other) => ({
      name: `types-alone-in-${room}`,
      comment: `${room} may import types of ${other} and nothing else: write \`import type\`. See ${WRITTEN_IN}`,
      severity: 'error',
      from: { path: filesOf(room) },
      to: { path: filesOf(other), dependencyTypesNot: ['type-only'] },
    })),
);

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: `A file must not reach itself again through its imports, types included. Move what both need to a file below them. See ${WRITTEN_IN}`,
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'in-no-room',
      comment: `This file is in no room, so no rule says what it may import. Add a row. See ${WRITTEN_IN}`,
      severity: 'error',
      from: { pathNot: [...ROOMS.map(filesOf), '^[^/]+\\.config\\.[jt]s$'] },
      to: {},
    },
    {
      name: 'no-runbook-by-name',
      comment: `What serves every runbook must not know one of them: take what it needs from the Runbook that it is given. See ${WRITTEN_IN}`,
      severity: 'error',
      from: { path: '^(runbook/(model|messages|words|escape|secrets|roster)|workflows/engine)/' },
      to: { path: RUNBOOK_FOLDERS },
    },
    {
      name: 'no-words-in-the-model',
      comment: `runbook/model/ and runbook/messages/ hold data and rules; what people read is made in runbook/words/. See ${WRITTEN_IN}`,
      severity: 'error',
      from: { path: '^runbook/(model|messages)/' },
      to: { path: '^runbook/words/' },
    },
    ...rows.map(ruleOf),
    ...typesAlone,
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|coverage|\\.state)/' },
  },
};
