import { currentLanguage, t } from '../../lib/i18n/index.ts';
import { whenLoaded } from '../../lib/when-loaded.tsx';
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

const meanwhile = () => <div className="code-editor loading">{t('editor.loading')}</div>;

/** The code editor; Monaco is loaded when the first one is shown. */
export const CodeEditor = whenLoaded<CodeEditorProps>(
  async () => (await withItsWords(() => import('./editor.tsx'))).default,
  meanwhile,
);

/** Two texts side by side; loaded as the editor is. */
export const TextDiff = whenLoaded<TextDiffProps>(
  async () => (await withItsWords(() => import('./diff.tsx'))).default,
  meanwhile,
);
