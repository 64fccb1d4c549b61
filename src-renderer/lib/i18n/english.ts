import type { Words } from './languages.ts';
import { messages } from './messages/index.ts?en';

export const english: Words = { messages: messages as Words['messages'], ofHost: null };
