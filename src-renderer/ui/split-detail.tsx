import X from 'lucide-react/icons/x';
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { t } from '../lib/i18n/index.ts';
import { recall, remember } from '../lib/storage.ts';
import { IconButton } from './button.tsx';

const NARROWEST = 260;

/** A list with the detail of the chosen row docked right; the edge drags, arrow keys move it, the width is kept. */
export function SplitDetail({
  id,
  title,
  detail,
  onClose,
  children,
  initialWidth = 420,
}: {
  /** The width is remembered under it. */
  id: string;
  title?: ReactNode;
  /** Null folds the dock away. */
  detail: ReactNode | null;
  onClose: () => void;
  children: ReactNode;
  initialWidth?: number;
}) {
  const [width, setWidth] = useState(() => recall<number>(`split.${id}`, initialWidth));
  const main = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; width: number } | null>(null);
  const resize = (next: number): void => {
    const wide = Math.round(Math.max(NARROWEST, Math.min(next, innerWidth * 0.75)));
    setWidth(wide);
    remember(`split.${id}`, wide);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') resize(width + 24);
    else if (event.key === 'ArrowRight') resize(width - 24);
    else return;
    event.preventDefault();
  };
  return (
    <div className="split">
      <div ref={main} className="split-main">
        {children}
      </div>
      {detail !== null && (
        <>
          <div
            className="split-edge"
            role="separator"
            aria-orientation="vertical"
            aria-label={t('detail.resize')}
            aria-valuenow={width}
            aria-valuemin={NARROWEST}
            tabIndex={0}
            onKeyDown={onKeyDown}
            onPointerDown={(event: PointerEvent) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              drag.current = { x: event.clientX, width };
            }}
            onPointerMove={(event) =>
              drag.current && resize(drag.current.width + drag.current.x - event.clientX)
            }
            onPointerUp={() => {
              drag.current = null;
            }}
          />
          <aside
            className="split-detail"
            style={{ width }}
            data-testid="detail"
            aria-label={t('detail.label')}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || event.defaultPrevented) return;
              event.stopPropagation();
              onClose();
              main.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
            }}
          >
            <div className="split-head">
              <div className="grow ellipsis">{title}</div>
              <IconButton icon={X} label={t('action.close')} onClick={onClose} />
            </div>
            {detail}
          </aside>
        </>
      )}
    </div>
  );
}
