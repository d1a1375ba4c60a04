import tseslint from 'typescript-eslint';

/** Who may import whom (CONTRIBUTING.md). A folder not named for another is out of its reach. */
const folders = [
  'runbook',
  'workflows',
  'activities',
  'config',
  'temporal',
  'cli',
  'chatops',
  'sealing',
  'sandbox',
  'start',
];
const allowed = {
  runbook: [],
  sealing: ['runbook'],
  activities: ['runbook', 'sealing'],
  config: ['runbook'],
  temporal: ['runbook'],
  cli: ['runbook', 'config', 'temporal', 'sealing', 'activities'],
  chatops: ['runbook', 'config', 'temporal', 'sealing'],
  sandbox: ['runbook'],
};

function restrict(files, forbidden, options = {}) {
  const group = forbidden.map((name) => ({
    regex: `^(\\.\\./)+${name}(/|\\.js$|$)`,
    message: `${files} may not import ${name}/ (CONTRIBUTING.md, "Who may import whom").`,
    ...options[name],
  }));
  return { files: [files], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: group }] } };
}

const boundaries = Object.entries(allowed).map(([folder, may]) =>
  restrict(`${folder}/**/*.ts`, [
    ...folders.filter((name) => name !== folder && !may.includes(name)),
    'worker',
    'starter',
  ]),
);

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.state', 'coverage'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 300 }],
    },
  },
  ...boundaries,
  restrict(
    'workflows/**/*.ts',
    ['activities', 'config', 'temporal', 'cli', 'chatops', 'sealing', 'sandbox', 'start', 'worker', 'starter'],
    {
      activities: {
        allowTypeImports: true,
        message: 'workflows/ may import only types of activities/ (they run in another process).',
      },
    },
  ),
  // Its command ends as every command does.
  restrict('sandbox/cli.ts', [
    'workflows',
    'activities',
    'config',
    'temporal',
    'chatops',
    'sealing',
    'start',
    'worker',
    'starter',
  ]),
  // The people of the sandbox are a front end like any other: they read status and send answers.
  restrict('sandbox/people.ts', ['workflows', 'activities', 'config', 'cli', 'chatops', 'start', 'worker', 'starter']),
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
