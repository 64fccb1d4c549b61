export { OverviewScreen } from './screen.tsx';
