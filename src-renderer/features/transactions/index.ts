export { TransactionsScreen } from './screen.tsx';
