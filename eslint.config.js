import js from '@eslint/js';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Docstrings of public exports: present, in TSDoc form, types left to TypeScript. */
const docstrings = {
  files: ['src/**/*.ts'],
  plugins: { jsdoc },
  settings: { jsdoc: { mode: 'typescript', tagNamePreference: { throws: 'throws', returns: 'returns' } } },
  rules: {
    'jsdoc/require-jsdoc': [
      'error',
      {
        publicOnly: true,
        enableFixer: false,
        require: { FunctionDeclaration: true, ClassDeclaration: true, ArrowFunctionExpression: true },
        contexts: [
          'TSInterfaceDeclaration',
          'TSTypeAliasDeclaration',
          'ExportNamedDeclaration > VariableDeclaration',
          'TSDeclareFunction',
        ],
      },
    ],
    'jsdoc/require-description': [
      'error',
      { contexts: ['FunctionDeclaration', 'ClassDeclaration', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'] },
    ],
    'jsdoc/check-alignment': 'error',
    'jsdoc/check-param-names': ['error', { checkDestructured: false, disableMissingParamChecks: true }],
    'jsdoc/check-tag-names': [
      'error',
      { definedTags: ['remarks', 'typeParam', 'privateRemarks', 'packageDocumentation'] },
    ],
    'jsdoc/empty-tags': 'error',
    'jsdoc/multiline-blocks': 'error',
    'jsdoc/no-bad-blocks': 'error',
    'jsdoc/no-types': 'error',
    'jsdoc/require-param-description': 'error',
    'jsdoc/require-param-name': 'error',
    'jsdoc/require-returns-check': 'error',
    'jsdoc/require-returns-description': 'error',
  },
};

export default defineConfig(
  globalIgnores(['**/dist/', 'coverage/', 'docs/api/', 'loglog-results/', 'node_modules/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // Indexing a typed array inside its bounds needs an assertion; `as T` says which type, `!` does not and is forbidden.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  docstrings,
  { files: ['**/*.d.ts'], rules: { 'jsdoc/require-jsdoc': 'off' } },
  // Number systems are records of closures without `this`; taking them apart keeps the kernels readable and inlinable.
  { files: ['src/arithmetic/**/*.ts'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  // The command line is where text may be written to the terminal.
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test that indexes a table it has just built should fail loudly, not narrow politely.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-param-reassign': 'off',
    },
  },
  { files: ['test/bench/**/*.ts', 'test/fixtures/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly' } },
  },
);
