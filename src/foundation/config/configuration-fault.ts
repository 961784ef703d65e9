/** What stops the start: everything that is wrong at once, in words that the person at the terminal can act on. */
export class ConfigurationFault extends Error {
  constructor(
    readonly title: string,
    readonly errors: readonly string[],
    options: { cause?: unknown } = {},
  ) {
    super([title, ...errors.map((error) => `  - ${error}`)].join('\n'), options);
    this.name = 'ConfigurationFault';
  }
}
