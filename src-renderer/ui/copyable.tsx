import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useEffect, useState, type ReactNode } from 'react';
import { t } from '../lib/i18n/index.ts';

/** Puts text on the clipboard; the old way where the page is not allowed the new one. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1200);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copyText(text).then(() => setCopied(true))];
}

/** A small button that copies; a check mark says it did. */
export function CopyButton({ text, label }: { text: string | (() => string); label?: string }) {
  const [copied, copy] = useCopied();
  return (
    <button
      type="button"
      className="icon-btn small"
      aria-label={copied ? t('action.copied') : (label ?? t('action.copy'))}
      onClick={(event) => {
        event.stopPropagation();
        copy(typeof text === 'string' ? text : text());
      }}
    >
      {copied ? <Check size={12} className="ok" aria-hidden /> : <Copy size={12} aria-hidden />}
    </button>
  );
}

/** An id or offset in mono, one click to copy. */
export function Copyable({ text, children }: { text: string; children?: ReactNode }) {
  const [copied, copy] = useCopied();
  return (
    <button
      type="button"
      className="copyable mono"
      title={copied ? t('action.copied') : t('action.copy')}
      onClick={(event) => {
        event.stopPropagation();
        copy(text);
      }}
    >
      <span className="copyable-text">{children ?? text}</span>
      {copied ? <Check size={11} className="ok" aria-hidden /> : <Copy size={11} aria-hidden />}
    </button>
  );
}
