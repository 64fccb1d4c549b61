export { ComponentsPage } from './page.tsx';
