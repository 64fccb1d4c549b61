/** What the workbench's process says, in Korean. The host says it in English itself. */
import type { SayingCode } from '../../../../src-main/contract/index.ts';
import { decoding } from './decoding.ts';
import { kafka } from './kafka.ts';
import { layers } from './layers.ts';
import { services } from './services.ts';

export const sayings: Readonly<Record<SayingCode, string>> = {
  'link.lost': '워크벤치와의 연결이 끊겼습니다.',
  'link.lost.next': '자동으로 다시 연결합니다. 연결되면 요청을 다시 보내세요.',
  'link.lost.look': '이미 처리되었을 수 있습니다. 자동으로 다시 연결하니, 다시 하기 전에 확인하세요.',
  ...services,
  ...decoding,
  ...layers,
  ...kafka,
};
