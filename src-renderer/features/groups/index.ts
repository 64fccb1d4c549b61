export { GroupsScreen } from './screen.tsx';
export { GroupScreen } from './group-screen.tsx';
