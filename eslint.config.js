// Typed rules for every TypeScript file. What is switched off says why; the house's own bans stand at the end.
import tseslint from 'typescript-eslint';

// B1. `config/` is the only reader of the environment (DESIGN §1), without the parts of the composition root below it.
const environment = {
  properties: [
    {
      object: 'process',
      property: 'env',
      message: 'Only config/ reads the environment: take what you need as a parameter.',
    },
  ],
  imports: ['node:process', 'process'].map((name) => ({
    name,
    importNames: ['env'],
    message: 'Only config/ reads the environment: take what you need as a parameter.',
  })),
};

// B2. One clock and one seeded random source; nothing else reads time (DESIGN §6). `new Date(ms)` converts and stays allowed.
const time = {
  properties: [
    { object: 'Date', property: 'now', message: 'Take the Clock port (runtime/clock.ts) or the time of the message.' },
    { object: 'Math', property: 'random', message: 'Take the seeded Random (runtime/random.ts).' },
  ],
  syntax: [
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'Take the Clock port (runtime/clock.ts) or the time of the message.',
    },
    {
      selector: 'CallExpression[callee.name="Date"]',
      message: 'Take the Clock port (runtime/clock.ts) or the time of the message.',
    },
  ],
};

// B3. Actors decide the same on every replay, so no unseeded randomness either.
const unseeded = ['node:crypto', 'crypto'].map((name) => ({
  name,
  importNames: ['randomUUID', 'randomBytes', 'randomInt'],
  message: 'An actor must decide the same on replay: derive ids from the address and the decision number.',
}));

export default tseslint.config(
  { ignores: ['node_modules/', 'coverage/', 'data/', '.troupe/', 'out/', 'dashboard/**/vendor/', 'dashboard/client/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          allowBoolean: true,
          // A Decimal prints exactly.
          allow: [{ from: 'package', name: 'Decimal', package: 'decimal.js' }],
        },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A port's method is asynchronous by contract, also where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // With noUncheckedIndexedAccess `bars[i]!` inside `i < bars.length` is the honest form.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `return reject(error)` is how an early exit reads, and `void | Promise<void>` how a hook says that it may wait.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // An actor's state is plain JSON, so its keyed collections are records and entries leave by `delete`.
      '@typescript-eslint/no-dynamic-delete': 'off',

      'array-callback-return': 'error',
      'default-case-last': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-await-in-loop': 'off', // Order matters more than overlap almost everywhere here.
      'no-console': 'error',
      'no-constant-binary-expression': 'error',
      'no-else-return': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unsafe-finally': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      radix: 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['config/*.ts', 'tests/**', 'bench/**', '.ci/**'],
    rules: {
      'no-restricted-properties': ['error', ...environment.properties],
      'no-restricted-imports': ['error', { paths: environment.imports }],
    },
  },
  {
    files: ['runtime/**/*.ts'],
    ignores: ['runtime/clock.ts'],
    rules: {
      'no-restricted-properties': ['error', ...environment.properties, ...time.properties],
      'no-restricted-syntax': ['error', ...time.syntax],
    },
  },
  {
    files: ['actors/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...environment.properties, ...time.properties],
      'no-restricted-syntax': ['error', ...time.syntax],
      'no-restricted-imports': ['error', { paths: [...environment.imports, ...unseeded] }],
    },
  },
  {
    // Programs a person runs talk to that person; everything else logs through pino.
    files: ['actors/backtest/cli.ts', 'bench/**', '.ci/**', 'tests/support/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // `expect(port.method)` names a method without calling it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Scripts that browsers load as they are.
    files: ['dashboard/**/*.js'],
    languageOptions: { sourceType: 'module' },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-unused-vars': 'error' },
  },
);
