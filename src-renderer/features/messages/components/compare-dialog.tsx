import type { MessageRow, Payload } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { prettyJson } from '../../../lib/json/index.ts';
import { Dialog, TextDiff } from '../../../ui/index.ts';

/** Two records of a topic side by side: key, headers and value, with what differs. */
export function CompareDialog({
  before,
  after,
  onClose,
}: {
  before: MessageRow;
  after: MessageRow;
  onClose: () => void;
}) {
  const cut = before.value.cut || after.value.cut;
  const [left, right] = [before, after].map(textOf);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${t('diff.title')}: ${placeOf(before)} – ${placeOf(after)}`}
      description={cut ? t('diff.cut') : left === right ? t('diff.same') : undefined}
      width={900}
      testId="compare-dialog"
    >
      <div className="compare">
        <TextDiff before={left!} after={right!} language="json" label={t('diff.title')} />
      </div>
    </Dialog>
  );
}

/** Where a record stands, in a word. */
export function placeOf({ partition, offset }: MessageRow): string {
  return `${partition}/${offset}`;
}

function textOf(row: MessageRow): string {
  return [
    `// ${t('column.key')}`,
    partText(row.key),
    `// ${t('column.headers')}`,
    ...row.headers.map(({ name, value }) => `${name}: ${partText(value)}`),
    `// ${t('column.value')}`,
    partText(row.value),
  ].join('\n');
}

function partText(payload: Payload): string {
  if (payload.format === 'null') return 'null';
  return payload.format === 'json' && !payload.cut ? prettyJson(payload.text) : payload.text;
}
