import { Suspense, lazy } from 'react';
import { t } from '../../lib/i18n/index.ts';
import type { CodeEditorProps } from './editor.tsx';

export type { CodeEditorProps } from './editor.tsx';

const LazyEditor = lazy(() => import('./editor.tsx'));

/** The code editor; Monaco is loaded when the first one is shown. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<div className="code-editor loading">{t('editor.loading')}</div>}>
      <LazyEditor {...props} />
    </Suspense>
  );
}
