export { TopicsScreen } from './screen.tsx';
export { TopicScreen, type TopicScreenProps } from './topic-screen.tsx';
