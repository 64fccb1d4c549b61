export { MessagesPanel, type MessagesPanelProps } from './screen.tsx';
