export { SchemasScreen } from './screen.tsx';
export { SubjectScreen } from './subject-screen.tsx';
