export { AlertsScreen } from './screen.tsx';
