export { RedriveScreen } from './screen.tsx';
