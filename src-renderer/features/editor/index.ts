export { EditorScreen } from './screen.tsx';
