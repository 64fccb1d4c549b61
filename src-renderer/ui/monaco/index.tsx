import { Suspense, lazy } from 'react';
import { currentLanguage, t } from '../../lib/i18n/index.ts';
import type { TextDiffProps } from './diff.tsx';
import type { CodeEditorProps } from './editor.tsx';

export type { CodeEditorProps } from './editor.tsx';

/**
 * Monaco takes the words of its menus and search when it is loaded, so that they are fetched before it; of a language
 * that is chosen later it has them when the page is opened anew.
 */
async function withItsWords<Module>(load: () => Promise<Module>): Promise<Module> {
  if (currentLanguage() === 'ko') await import('monaco-editor/nls/lang/ko');
  return load();
}

const LazyEditor = lazy(() => withItsWords(() => import('./editor.tsx')));
const LazyDiff = lazy(() => withItsWords(() => import('./diff.tsx')));

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
