import { useState } from 'react';
import { t } from '../lib/i18n/index.ts';
import { useStream } from '../lib/live.ts';
import { translated } from '../lib/said.ts';
import { Button, StateMark } from '../ui/index.ts';

const NOTHING = {};

/** Over every screen while the workbench remembers nothing of what it shows, or once when it lost what it remembered. */
export function MemoryBar() {
  const { event: memory } = useStream('app.memory', NOTHING);
  const [read, setRead] = useState<string | null>(null);
  const notice = memory?.notice === read ? null : (memory?.notice ?? null);
  const text = memory?.trouble ?? notice;
  if (text === null) return null;
  return (
    <div className="lost-bar" role="status" data-testid="memory-bar">
      <StateMark shape="cross" />
      <span className="grow">{translated(text)}</span>
      {memory?.trouble === null && (
        <Button kind="quiet" onClick={() => setRead(notice)}>
          {t('action.close')}
        </Button>
      )}
    </div>
  );
}
