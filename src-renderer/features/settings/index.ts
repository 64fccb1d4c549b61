export { SettingsScreen } from './screen.tsx';
