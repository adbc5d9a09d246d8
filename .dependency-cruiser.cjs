// The arrows of DESIGN §1, as the tool checks them: each room names all that it may import; whatever else it imports is an error.
// A1. Type-only imports count (tsPreCompilationDeps): a room that may not know another may not know its types either.
// A2. `dependencyTypesNot: ['core']` lets a room use Node's built-in modules; rooms without it are pure.
'use strict';

const npm = '^node_modules/';
const actorsLanguage = '^actors/[^/]+[.]ts$'; // protocol.ts, and files beside it that spell out its payloads
const domain = '^actors/domain/';
const ports = '^actors/ports/';
const parts = '^config/parts/'; // of the composition root
const root = '^moleculer[.]config[.]ts$';

/** A room may import exactly `may` (regular expressions over paths from the project's root). */
const room = (name, comment, from, may, { builtins = false } = {}) => ({
  name,
  comment,
  severity: 'error',
  from,
  to: { pathNot: may, ...(builtins && { dependencyTypesNot: ['core'] }) },
});

const rooms = [
  room(
    'config-imports-only-zod',
    'config/ turns environment and files into constants.',
    { path: '^config/', pathNot: parts },
    ['^config/', '^node_modules/zod/'],
    { builtins: true },
  ),
  room(
    'runtime-knows-no-trading',
    'runtime/ would host chess as happily: Moleculer and its own files.',
    { path: '^runtime/' },
    ['^runtime/', '^node_modules/(moleculer|pino)/'],
    { builtins: true },
  ),
  {
    name: 'runtime-takes-a-logger',
    comment: 'runtime/ may name pino types; the logger itself is handed in.',
    severity: 'error',
    from: { path: '^runtime/' },
    to: { path: '^node_modules/pino/', dependencyTypesNot: ['type-only'] },
  },
  room(
    'domain-is-pure',
    'actors/domain/ has no I/O, no clock, no randomness; node:crypto is for hashing alone (eslint bans the rest).',
    { path: domain },
    [domain, '^node_modules/decimal[.]js/', '^(node:)?crypto$'],
  ),
  room('ports-speak-domain', 'actors/ports/ are interfaces in the words of the domain.', { path: ports }, [
    ports,
    domain,
    '^runtime/ports/',
  ]),
  room('protocol-speaks-domain', 'actors/protocol.ts is the whole language of actors.', { path: actorsLanguage }, [
    actorsLanguage,
    domain,
  ]),
  room(
    'kinds-are-strangers',
    'An actor knows the runtime, the domain, the ports and the protocol; another kind it reaches by message.',
    { path: '^actors/([^/]+)/', pathNot: '^actors/(domain|ports|backtest|troupe)/' },
    ['^actors/$1/', domain, ports, actorsLanguage, '^runtime/', npm, '^(node:)?(crypto|assert)$'],
  ),
  room(
    'backtest-is-the-harness',
    'actors/backtest/ composes the other kinds under a virtual clock, and is also a command.',
    { path: '^actors/backtest/' },
    ['^actors/', '^runtime/', npm],
    { builtins: true },
  ),
  room(
    'troupe-casts-the-kinds',
    'actors/troupe/ composes actors of the other kinds: what a first start is made of, what a user may start.',
    { path: '^actors/troupe/' },
    ['^actors/', '^runtime/', npm, '^(node:)?(path|crypto|util)$'],
  ),
  room(
    'adapters-serve-ports',
    'An adapter knows the ports it serves and its outside system.',
    { path: '^adapters/([^/]+)/' },
    ['^adapters/$1/', domain, ports, actorsLanguage, '^runtime/', npm],
    { builtins: true },
  ),
  {
    name: 'adapters-see-runtime-ports',
    comment: 'Of the runtime an adapter may use its ports, its errors (ActorError), and the types of the rest.',
    severity: 'error',
    from: { path: '^adapters/' },
    to: { path: '^runtime/', pathNot: '^runtime/(ports/|errors[.]ts$)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'adapters-are-strangers',
    comment: 'One folder an outside system: a venue does not know another venue, a feed not another feed.',
    severity: 'error',
    from: { path: '^adapters/(brokers|feeds|notifiers)/([^/]+)/' },
    to: { path: '^adapters/$1/[^/]+/', pathNot: '^adapters/$1/$2/' },
  },
  room(
    'dashboard-calls-actors',
    'dashboard/ reaches actors by broker.call and events alone.',
    { path: '^dashboard/', pathNot: '^dashboard/client/' },
    ['^dashboard/', domain, actorsLanguage, npm],
    { builtins: true },
  ),
  room(
    'client-stands-alone',
    'dashboard/client/ is what programs elsewhere take along: it knows nothing of the rest, and nothing here knows it.',
    { path: '^dashboard/client/' },
    ['^dashboard/client/'],
  ),
];

const everywhere = [
  {
    name: 'nobody-here-needs-the-client',
    severity: 'error',
    from: { pathNot: '^(dashboard/client|tests|bench)/' },
    to: { path: '^dashboard/client/' },
  },
  {
    name: 'composition-root-is-on-top',
    comment: 'Nothing imports moleculer.config.ts; tests and benchmarks start it as a process.',
    severity: 'error',
    from: {},
    to: { path: root },
  },
  {
    name: 'parts-belong-to-the-composition-root',
    comment: 'config/parts/ may import everything, as the root may; so nobody but the root may import it.',
    severity: 'error',
    from: { pathNot: [root, parts] },
    to: { path: parts },
  },
  {
    name: 'nobody-imports-tests',
    severity: 'error',
    from: { pathNot: '^((tests|bench)/|vitest[.]config[.]ts$)' },
    to: { path: '^tests/' },
  },
  {
    name: 'nobody-imports-bench',
    severity: 'error',
    from: { pathNot: '^bench/' },
    to: { path: '^bench/', pathNot: '^bench/(chaos|cluster)/' },
  },
  {
    name: 'only-tests-import-chaos',
    comment: 'The chaos run and the benches’ clusters are tested as programs of their own.',
    severity: 'error',
    from: { pathNot: '^(bench|tests)/' },
    to: { path: '^bench/(chaos|cluster)/' },
  },
  {
    name: 'no-cycles',
    comment: 'Also of types: two files in a circle are one noun or three.',
    severity: 'error',
    from: { pathNot: '^dashboard/client/' }, // as its generator writes it
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment:
      'A file that nothing imports and that imports nothing. Programs, tests and configuration stand alone by nature.',
    severity: 'error',
    from: {
      orphan: true,
      pathNot:
        '^(tests|bench|[.]ci)/|(^|/)[.][^/]+$|^[^/]+[.](ts|js|cjs)$|[.]d[.]ts$|^dashboard/.*[.]js$|^dashboard/client/',
    },
    to: {},
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that resolves to nothing.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-undeclared-packages',
    comment: 'A package that package.json does not name works only by luck of hoisting.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-dev-dependencies-in-the-product',
    comment: 'What `npm ci --omit=dev` leaves out cannot be imported by what runs.',
    severity: 'error',
    from: { path: '^(actors|adapters|config|dashboard|runtime)/|^moleculer[.]config[.]ts$' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
  },
];

module.exports = {
  forbidden: [...rooms, ...everywhere],
  options: {
    doNotFollow: { path: npm },
    exclude: { path: '^(data|out|coverage|[.]troupe|[.]git)/|/vendor/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    cache: false,
  },
};
