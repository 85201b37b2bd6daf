/** TypeScript reaches jest the way Node runs it: types stripped, line numbers kept. See jest.transform.cjs. */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/libs/*/test/**/*.test.ts',
    '<rootDir>/services/*/test/**/*.test.ts',
    '<rootDir>/test/**/*.test.ts',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/jest.transform.cjs' },
  modulePathIgnorePatterns: ['<rootDir>/.cache'],
  maxWorkers: 2,
  testTimeout: 20_000,
}
