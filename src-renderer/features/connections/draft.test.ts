import { expect, test } from 'vitest';
import { PLAIN_CONNECTION, type ConnectionView } from '../../../src-main/contract/index.ts';
import { contentOf, draftFrom, sent, withImport, withSecret } from './draft.ts';

const subject = {
  id: 'a',
  secrets: [
    { name: 'password', lost: false },
    { name: 'token', lost: true },
  ],
} as unknown as ConnectionView;
const settings = { ...PLAIN_CONNECTION, name: 'mine', colour: 'red' } as const;

test('a copy is a new connection with the secrets of its original', () => {
  expect(sent(draftFrom(settings, subject, 'duplicate'))).toMatchObject({
    id: null,
    copyOf: 'a',
    secrets: {},
  });
  const edited = draftFrom(settings, subject, 'edit');
  expect(sent(edited)).toMatchObject({ id: 'a', copyOf: null });
  expect([[...edited.there], [...edited.lost]]).toEqual([['password'], ['token']]);
});

test('what was typed and emptied again changes nothing', () => {
  const draft = withSecret(draftFrom(settings, subject, 'edit'), 'password', 'x');
  expect(sent(draft).secrets).toEqual({ password: 'x' });
  expect(sent(withSecret(draft, 'password', '')).secrets).toEqual({});
});

test('an import keeps the name and the colour that were chosen', () => {
  const imported = {
    settings: { ...PLAIN_CONNECTION, bootstrapServers: 'k:1' },
    importId: 'i',
    secrets: ['token'],
    ignored: [],
    unsupported: [],
  } as const;
  const draft = withImport(withSecret(draftFrom(settings, subject, 'edit'), 'password', 'x'), imported);
  expect(sent(draft)).toMatchObject({
    importId: 'i',
    secrets: {},
    settings: { name: 'mine', colour: 'red', bootstrapServers: 'k:1' },
  });
  expect(draft.lost.size).toBe(0);
});

test('several files become one', async () => {
  const file = (text: string) => new File([text], 'a.pem');
  expect(atob(await contentOf([file('key'), file('cert')]))).toBe('key\ncert\n');
  expect(atob(await contentOf([file('\u0000')]))).toBe('\0');
});
