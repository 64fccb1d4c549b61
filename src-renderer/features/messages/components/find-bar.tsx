import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, type RefObject } from 'react';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { IconButton, TextField } from '../../../ui/index.ts';
import { useFound } from '../find-highlights.ts';

/** Looks for a text in the open record: Enter goes to the next match, with Shift to the one before, Escape ends it. */
export function FindBar({
  container,
  text,
  asked,
  onChange,
  onClose,
}: {
  /** What is looked through. */
  container: RefObject<HTMLElement | null>;
  text: string;
  /** Changes when the field is asked for again: it takes the focus then. */
  asked: number;
  onChange: (text: string) => void;
  onClose: () => void;
}) {
  const bar = useRef<HTMLDivElement>(null);
  const { count, more, at, go } = useFound(container, text);
  useEffect(() => {
    const field = bar.current?.querySelector('input');
    field?.focus();
    field?.select();
  }, [asked]);
  return (
    <div
      ref={bar}
      className="row detail-tools find-bar"
      role="search"
      aria-label={t('messages.find')}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) go(event.shiftKey ? -1 : 1);
        else if (event.key === 'Escape') onClose();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <TextField
        label={t('messages.find')}
        hideLabel
        placeholder={t('messages.find')}
        value={text}
        onChange={onChange}
        data-testid="find-text"
      />
      <span className="small muted find-count" role="status" data-testid="find-count">
        {text !== '' &&
          (count === 0
            ? t('find.none')
            : t(more ? 'find.countMore' : 'find.count', {
                at: formatCount(at + 1),
                count: formatCount(count),
              }))}
      </span>
      <IconButton icon={ChevronUp} label={t('find.previous')} onClick={() => go(-1)} disabled={count < 2} />
      <IconButton icon={ChevronDown} label={t('find.next')} onClick={() => go(1)} disabled={count < 2} />
      <IconButton icon={X} label={t('find.close')} onClick={onClose} />
    </div>
  );
}
