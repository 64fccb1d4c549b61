/** As in package.json (layers.test.ts holds them together). */
export const VERSION = '0.1.0';
