import type { Page } from '@playwright/test';
import { inFront } from '../../steps/screens.ts';
import { DEAD_LETTERS, PAYMENTS, SAMPLE, SUBJECT, UNREADABLE } from '../stage.ts';
import { click, nthRow, pickSegment, pickTab, steps } from './scene.ts';
import type { Scene } from './scene.ts';

const record = (index: number, entry: string) => async (page: Page) => {
  const row = inFront(page, 'messages-table').locator('[role=row][data-index]').nth(index);
  await row.click({ button: 'right' });
  await page.getByTestId(`entry-${entry}`).click();
};
const write = (text: string) => async (page: Page) => {
  await inFront(page, 'value-editor').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
};

/** Reading, sending, and schemas. */
export function messageScenes(): Scene[] {
  const messages = `/topics/${SAMPLE}`;
  const send = `/topics/${PAYMENTS}/send`;
  const subject = `/schemas/${SUBJECT}`;
  return [
    { name: 'messages', address: messages, shows: 'messages-table' },
    { name: 'a message', address: `${messages}?record=0/5`, shows: 'detail' },
    {
      name: 'a message, high contrast',
      address: `${messages}?record=0/5`,
      shows: 'detail',
      contrast: true,
      again: true,
    },
    {
      name: 'a message that is not there yet',
      address: `${messages}?record=0/99999999`,
      shows: 'missing-record',
    },
    { name: 'a message of no partition', address: `${messages}?record=99/0`, shows: 'missing-record' },
    ...['key', 'headers', 'batch'].map((part, index): Scene => ({
      name: `a message: ${part}`,
      address: `${messages}?record=0/5`,
      shows: 'detail',
      set: (page) =>
        inFront(page, 'detail')
          .getByRole('tab')
          .nth(index + 1)
          .click(),
    })),
    {
      name: 'a message: decoders',
      address: `${messages}?record=0/5`,
      shows: 'decoder-save',
      set: steps((page) => inFront(page, 'detail').getByRole('tab').first().click(), click('decoder')),
    },
    {
      name: 'a message, something found in it',
      address: `${messages}?record=0/5`,
      shows: 'find-text',
      set: steps(
        (page) => inFront(page, 'detail').getByRole('tab').first().click(),
        click('find-open'),
        (page) => inFront(page, 'find-text').fill('e'),
      ),
      leave: (page) => inFront(page, 'find-text').press('Escape'),
    },
    {
      name: 'a message in hex',
      address: `${messages}?record=0/5`,
      shows: 'detail',
      set: steps(
        (page) => inFront(page, 'detail').getByRole('tab').first().click(),
        pickSegment('detail', 2),
      ),
      leave: pickSegment('detail', 0),
      again: true,
    },
    {
      name: 'messages that cannot be decoded',
      address: `/topics/${UNREADABLE}?from=oldest&record=0/1`,
      shows: 'decoder-save',
      set: click('decoder'),
    },
    {
      name: 'messages, the menu of one',
      address: messages,
      shows: 'entry-compare',
      set: (page) =>
        inFront(page, 'messages-table').locator('[role=row][data-index]').nth(1).click({ button: 'right' }),
    },
    {
      name: 'two messages compared',
      address: messages,
      shows: 'compare-dialog',
      set: steps(record(1, 'compare'), record(2, 'compare')),
    },
    { name: 'messages, filtered', address: `${messages}?from=oldest&filter=zzz`, shows: 'reading-line' },
    {
      name: 'messages, narrowed',
      address: `${messages}?from=oldest&where=${encodeURIComponent(
        JSON.stringify([
          { on: 'value', path: 'channel', test: 'is', operand: 'web' },
          { on: 'header', name: 'source', test: 'exists', operand: '' },
        ]),
      )}`,
      shows: 'clause',
    },
    { name: 'messages, a condition', address: messages, shows: 'clause-place', set: click('add-clause') },
    { name: 'messages, a script', address: messages, shows: 'script-text', set: click('script') },
    { name: 'messages, until', address: messages, shows: 'until-text', set: click('until') },
    {
      name: 'messages, partitions',
      address: messages,
      shows: 'read-partitions',
      set: click('read-partitions'),
      again: true,
    },
    { name: 'messages, views', address: messages, shows: 'view-name', set: click('views') },
    { name: 'messages, export', address: messages, shows: 'entry-csv', set: click('export') },
    {
      name: 'messages, export as CSV',
      address: messages,
      shows: 'export-dialog',
      set: steps(click('export'), (page) => page.getByTestId('entry-csv').click()),
    },
    { name: 'messages, no offset yet', address: `${messages}?from=offset`, shows: 'reading-line' },
    {
      name: 'messages, a bad script',
      address: `${messages}?script=${encodeURIComponent('value.a >')}`,
      shows: 'error',
    },
    { name: 'messages, live', address: `${messages}?from=live`, shows: 'messages-table' },
    { name: 'messages, live and quiet', address: `/topics/${DEAD_LETTERS}?from=live`, shows: 'live-waiting' },

    { name: 'editor', address: send, shows: 'value-editor', set: write('{"payment": 17}') },
    { name: 'editor, variables', address: send, shows: 'variables', set: click('variables') },
    {
      name: 'editor, sent',
      address: send,
      shows: 'sent-table',
      set: steps(write('{"payment": 17}'), click('send'), (page) =>
        inFront(page, 'sent-table').locator('[role=row][data-index]').first().waitFor(),
      ),
      again: true,
    },
    {
      name: 'editor, a mistake',
      address: send,
      shows: 'value-editor',
      set: write('{"payment": '),
      again: true,
    },
    {
      name: 'editor, a tombstone',
      address: send,
      shows: 'tombstone',
      set: steps(click('tombstone'), click('add-header')),
      leave: click('tombstone'),
      again: true,
    },
    { name: 'editor, templates', address: send, shows: 'entry-save', set: click('templates') },
    {
      name: 'editor, a template',
      address: send,
      shows: 'template-name',
      set: steps(write('{"payment": 17}'), click('templates'), (page) =>
        page.getByTestId('entry-save').click(),
      ),
    },
    {
      name: 'editor, a schema',
      address: send,
      shows: 'schema-ready-value',
      set: async (page) => {
        await inFront(page, 'schema-value').click();
        await page.getByRole('option').nth(1).click();
      },
      leave: async (page) => {
        await inFront(page, 'schema-value').click();
        await page.getByRole('option').first().click();
      },
    },
    {
      name: 'editor, another topic',
      address: send,
      shows: 'target-dialog',
      set: steps(click('send-elsewhere'), (page) =>
        page.getByTestId('target-dialog').getByTestId('target-topic').fill('nowhere'),
      ),
    },
    {
      name: 'editor, to another topic',
      address: send,
      shows: 'elsewhere',
      set: steps(click('send-elsewhere'), async (page) => {
        const dialog = page.getByTestId('target-dialog');
        await dialog.getByTestId('target-topic').fill(DEAD_LETTERS);
        await dialog.locator('button[type=submit]').click();
      }),
      leave: click('send-to-own'),
    },
    { name: 'generate', address: `${send}?mode=generate`, shows: 'planned' },
    { name: 'batch', address: `${send}?mode=batch`, shows: 'batch-paste' },
    {
      name: 'batch, planned',
      address: `${send}?mode=batch`,
      shows: 'batch-summary',
      set: async (page) => {
        await inFront(page, 'batch-paste').fill('key,value,partition\np-1,"{""payment"":1}",0\np-2,,1\n');
        await inFront(page, 'take-paste').click();
      },
    },
    { name: 'sent before', address: `${send}?mode=history`, shows: 'history-table' },
    {
      name: 'redrive, nothing chosen',
      address: `/topics/${DEAD_LETTERS}/redrive`,
      shows: 'screen-redrive',
    },
    {
      name: 'redrive',
      address: `/topics/${DEAD_LETTERS}`,
      shows: 'redrive-source',
      set: record(0, 'redrive'),
    },
    {
      name: 'redrive, planned',
      address: `/topics/${DEAD_LETTERS}?from=oldest`,
      shows: 'redrive-summary',
      set: steps(
        (page) => inFront(page, 'messages-table').locator('[role=row][data-index]').nth(4).waitFor(),
        (page) => inFront(page, 'messages-table').focus(),
        (page) => page.keyboard.press('ControlOrMeta+A'),
        record(2, 'redrive'),
        click('redrive-by-header'),
        (page) => inFront(page, 'redrive-header').fill('origin'),
        click('redrive-preview'),
      ),
    },

    { name: 'schemas', address: '/schemas', shows: 'schemas-table' },
    { name: 'schemas, none match', address: '/schemas?filter=zzz', shows: 'screen-schemas' },
    { name: 'register a schema', address: '/schemas?dialog=register', shows: 'register-dialog' },
    { name: 'subject', address: subject, shows: 'schema-text' },
    {
      name: 'subject, version against version',
      address: `${subject}?version=2&compare=1`,
      shows: 'text-diff',
    },
    {
      name: 'subject, a version that does not fit',
      address: `${subject}?dialog=register`,
      shows: 'check-result',
      set: async (page) => {
        const editor = page.getByTestId('register-dialog').getByTestId('schema-editor');
        await editor.click();
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.insertText(
          '{"type":"record","name":"Payment","namespace":"shop","fields":[{"name":"note","type":"string"}]}',
        );
        await page.getByTestId('check-schema').click();
      },
    },
    {
      name: 'subject, compatibility',
      address: subject,
      shows: 'level-dialog',
      set: async (page) => {
        await inFront(page, 'compatibility').click();
        await page.getByRole('option').nth(4).click();
      },
    },
    { name: 'subject, delete', address: subject, shows: 'deletion-plan', set: click('delete-version') },
    {
      name: 'subject, protobuf',
      address: '/schemas/events-value',
      shows: 'schema-text',
      again: true,
    },
    {
      name: 'a message: value as text',
      address: `/topics/${PAYMENTS}?from=oldest`,
      shows: 'detail',
      set: steps(nthRow('messages-table', 0), pickTab('value').bind(null)),
      again: true,
    },
  ];
}
