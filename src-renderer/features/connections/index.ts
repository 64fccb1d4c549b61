export { ConnectionsScreen } from './screen.tsx';
