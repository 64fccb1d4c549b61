import { useEffect, useRef } from 'react';
import 'monaco-editor/features/diffEditor/register';
import { type EditorLanguage, monaco, useEditorTheme } from './setup.ts';

export interface TextDiffProps {
  before: string;
  after: string;
  language: EditorLanguage;
  /** Accessible name of the text area. */
  label: string;
}

/** Two texts side by side with what differs, read-only, over the height it is given. */
export default function MonacoDiff({ before, after, language, label }: TextDiffProps) {
  const host = useRef<HTMLDivElement>(null);
  useEditorTheme();
  useEffect(() => {
    const editor = monaco.editor.createDiffEditor(host.current!, {
      readOnly: true,
      theme: 'sluice',
      automaticLayout: true,
      minimap: { enabled: false },
      fontSize: 12,
      lineHeight: 18,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      scrollBeyondLastLine: false,
      renderOverviewRuler: false,
      // By itself it stands side by side from 900 px on, and a dialog is narrower.
      renderSideBySideInlineBreakpoint: 720,
      wordWrap: 'on',
    });
    const original = monaco.editor.createModel(before, language);
    const modified = monaco.editor.createModel(after, language);
    editor.setModel({ original, modified });
    for (const side of [editor.getOriginalEditor(), editor.getModifiedEditor()])
      side.updateOptions({ ariaLabel: label });
    return () => {
      editor.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [before, after, language, label]);
  return <div ref={host} className="code-editor" data-testid="text-diff" />;
}
