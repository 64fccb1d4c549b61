import { recognised } from '../../../src-main/contract/index.ts';
import type { Words } from './languages.ts';
import { messages } from './messages/index.ts?ko';
import { sayings } from './sayings/index.ts';

export const korean: Words = {
  messages: messages as Words['messages'],
  ofHost: { sayings, recognised },
};
