export { ReplicationScreen } from './screen.tsx';
