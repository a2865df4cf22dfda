// The floors of the house, lowest first. A room may import only from lower floors.
const floors = [
  'arithmetic',
  'functions',
  'circuits',
  'certificates',
  'constructions',
  'triangle',
  'measurement',
  'training',
  'theorems',
  'report',
  'cli',
];

// The GPU evaluator stands beside the stairs: it knows circuits only, and measuring may call it.
const gpu = { uses: ['arithmetic', 'circuits'], usedFrom: 'measurement' };

const room = (names) => `^src/(${names.join('|')})/`;
const rooms = [...floors, 'gpu'];

/** The rooms that `name` may import from, besides itself. */
function allowed(name) {
  if (name === 'gpu') return gpu.uses;
  const storey = floors.indexOf(name);
  return [...floors.slice(0, storey), ...(storey >= floors.indexOf(gpu.usedFrom) ? ['gpu'] : [])];
}

const floorRules = rooms.map((name) => ({
  name: `floor-${name}`,
  comment: `${name} may import only from: ${allowed(name).join(', ') || 'nothing'}.`,
  severity: 'error',
  from: { path: room([name]) },
  to: { path: '^src/', pathNot: room([name, ...allowed(name)]) },
}));

// Files that only Node can run: marked by their name, or in the rooms that write files and talk to the terminal.
const nodeOnly = '(-node\\.ts$|^src/(report|cli)/)';
const nodePackages =
  '^node_modules/(@expo-google-fonts|@observablehq|@resvg|cli-progress|commander|jsdom|pdfkit|piscina|protobufjs|svg-to-pdfkit|webgpu|write-file-atomic)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'report-never-recomputes',
      comment: 'report/ reads result records; what computes stays below.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/(constructions|triangle|measurement|training|gpu)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unknown-room',
      comment: 'Every folder of src/ is a room with its own line in this file and in docs/architecture.md.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: room(rooms) },
      to: {},
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nobody imports and that imports nobody is dead.',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'unresolvable',
      comment: 'The types of WebGPU are declarations only, which no resolver of modules finds.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@webgpu/types$' },
    },
    {
      name: 'no-node-in-core',
      comment: 'The core rooms run in a browser; what needs Node lives in *-node.ts, report/ or cli/.',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeOnly },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-packages-in-core',
      severity: 'error',
      from: { path: '^src/', pathNot: nodeOnly },
      to: { path: nodePackages },
    },
    {
      name: 'core-does-not-reach-node',
      comment:
        'A portable file that imports a *-node.ts file is not portable; only other Node files and a room index may.',
      severity: 'error',
      from: { path: '^src/', pathNot: [nodeOnly, '^src/[^/]+/index\\.ts$'] },
      to: { path: '-node\\.ts$', dynamic: false },
    },
    {
      name: 'main-entry-runs-anywhere',
      comment: 'Importing the package by its bare name must work in a browser.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '-node\\.ts$', reachable: true },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|notebooks|proofs)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
