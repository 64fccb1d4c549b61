import { useEffect, useState } from 'react';
import type { MessageRow } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Dialog, TextDiff } from '../../../ui/index.ts';
import { comparedText } from '../compared.ts';
import { cutParts } from '../copy-as.ts';
import { uncut } from '../whole.ts';

/** Two records of a topic side by side: key, headers and value, with what differs. */
export function CompareDialog({
  topic,
  before,
  after,
  onClose,
}: {
  topic: string;
  before: MessageRow;
  after: MessageRow;
  onClose: () => void;
}) {
  const rows = useUncut(topic, before, after);
  const cut = rows.some((row) => cutParts(row).length > 0);
  const [left, right] = rows.map(comparedText);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('diff.of', { before: placeOf(before), after: placeOf(after) })}
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

/** Both as the table has them, and whole as soon as they are read. */
function useUncut(topic: string, before: MessageRow, after: MessageRow): readonly MessageRow[] {
  const cluster = useClusterId();
  const [rows, setRows] = useState<readonly MessageRow[]>([before, after]);
  useEffect(() => {
    let left = false;
    Promise.all([before, after].map((row) => uncut(cluster, topic, row)))
      .then((whole) => left || setRows(whole))
      .catch(() => {}); // what is gone is compared as far as it was read, and that is said
    return () => {
      left = true;
    };
  }, [cluster, topic, before, after]);
  return rows;
}

/** Where a record stands, in a word: as what is sent on and what was sent say it. */
export function placeOf({ partition, offset }: MessageRow): string {
  return `${partition}-${offset}`;
}
