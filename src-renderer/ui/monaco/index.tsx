import { Suspense, lazy } from 'react';
import { t } from '../../lib/i18n/index.ts';
import type { TextDiffProps } from './diff.tsx';
import type { CodeEditorProps } from './editor.tsx';

export type { CodeEditorProps } from './editor.tsx';

const LazyEditor = lazy(() => import('./editor.tsx'));
const LazyDiff = lazy(() => import('./diff.tsx'));

/** The code editor; Monaco is loaded when the first one is shown. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<div className="code-editor loading">{t('editor.loading')}</div>}>
      <LazyEditor {...props} />
    </Suspense>
  );
}

/** Two texts side by side; loaded as the editor is. */
export function TextDiff(props: TextDiffProps) {
  return (
    <Suspense fallback={<div className="code-editor loading">{t('editor.loading')}</div>}>
      <LazyDiff {...props} />
    </Suspense>
  );
}
