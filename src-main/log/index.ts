export * from './log-config.ts';
export * from './partition-log.ts';
export * from './log-manager.ts';
