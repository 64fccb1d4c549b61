export { FilesScreen } from './screen.tsx';
