/** Lint that catches what types cannot: promises nobody waits for, switches that miss a case, escapes from the type system. */
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', '.baton/**', '**/*.js', '**/*.cjs', '**/*.mjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: ['tsconfig.check.json', 'web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
        // Types written only in decorated signatures are still needed at run time as metadata.
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        {
          name: 'fetch',
          message:
            'Outside calls take an AbortSignal: pass one, and say so by using globalThis.fetch in the one file that owns the call.',
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // An async method may satisfy a port whose other implementation waits.
      '@typescript-eslint/require-await': 'off',
      // Nest modules are classes that hold only a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'src/cli.ts', 'src/main.ts'],
    rules: { 'no-console': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    // Matchers such as expect.any() are typed as any.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-globals': 'off',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      // What a hook gives back is a closure.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
