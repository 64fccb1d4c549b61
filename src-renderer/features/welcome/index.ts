export { WelcomeScreen } from './screen.tsx';
