export * from './failure.ts';
export * from './input.ts';
export type { Outlet } from './outlet.ts';
export * from './parse.ts';
export { type AnyRoute, Router } from './router.ts';
export * from './routes.ts';
