export { TimelineScreen } from './screen.tsx';
