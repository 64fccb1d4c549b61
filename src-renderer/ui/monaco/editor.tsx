import { useEffect, useRef } from 'react';
import { t } from '../../lib/i18n/index.ts';
import { type EditorLanguage, type JsonSchema, monaco, setJsonSchema, useEditorTheme } from './setup.ts';

export interface CodeEditorProps {
  /** Taken over at first and with each new `revision`; in between the editor is the one who knows. */
  value: string;
  /** Another number: the value was changed from outside. */
  revision?: number;
  onChange?: (value: string) => void;
  language: EditorLanguage;
  /** Accessible name of the text area. */
  label: string;
  readOnly?: boolean;
  /** What a JSON text is validated and completed with. */
  jsonSchema?: JsonSchema | null;
  /** Ctrl/⌘+Enter. */
  onSubmit?: () => void;
  autoFocus?: boolean;
  testId?: string;
}

/**
 * Monaco over the height it is given. What is typed flows out at once, but not back in: a drawing that lags behind the
 * typing would put an older text over the newer one.
 */
export default function MonacoEditor({
  value,
  revision = 0,
  onChange,
  language,
  label,
  readOnly,
  jsonSchema = null,
  onSubmit,
  autoFocus,
  testId,
}: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const handlers = useRef({ onChange, onSubmit });
  /** Monaco gives a text back with ends of lines of one kind, and without a byte order mark: it is told of what a person typed only. */
  const takingOver = useRef(false);
  useEffect(() => {
    handlers.current = { onChange, onSubmit };
  });
  useEditorTheme();

  useEffect(() => {
    const made = monaco.editor.create(host.current!, {
      value,
      language,
      readOnly,
      ariaLabel: `${label}. ${t('codeEditor.leave')}`,
      theme: 'sluice',
      automaticLayout: true,
      minimap: { enabled: false },
      fontSize: 12,
      lineHeight: 18,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      lineNumbersMinChars: 3,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'none',
      overviewRulerLanes: 0,
      tabSize: 2,
      wordWrap: 'on',
      fixedOverflowWidgets: true,
      padding: { top: 6, bottom: 6 },
      quickSuggestions: false,
      // JSON's closing quotes and braces are stepped over wherever they came from.
      autoClosingOvertype: 'always',
    });
    editor.current = made;
    const changes = made.onDidChangeModelContent(() => {
      if (!takingOver.current) handlers.current.onChange?.(made.getValue());
    });
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => handlers.current.onSubmit?.());
    // Tab writes blanks, so there has to be another way out for who has no pointer.
    const ways = made.onKeyDown(({ keyCode }) => {
      if (keyCode === monaco.KeyCode.Escape) made.updateOptions({ tabFocusMode: true });
      else if (keyCode !== monaco.KeyCode.Tab && keyCode !== monaco.KeyCode.Shift)
        made.updateOptions({ tabFocusMode: false });
    });
    const left = made.onDidBlurEditorText(() => made.updateOptions({ tabFocusMode: false }));
    if (autoFocus) made.focus();
    return () => {
      changes.dispose();
      ways.dispose();
      left.dispose();
      const model = made.getModel();
      if (model) setJsonSchema(model, null);
      // The editor first: what it does later by itself must not find a text that is gone.
      made.dispose();
      if (model && !model.isDisposed()) model.dispose();
      editor.current = null;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- made once; the effects below bring later props in
  }, []);

  const shown = useRef(revision);
  useEffect(() => {
    if (shown.current === revision) return;
    shown.current = revision;
    takingOver.current = true;
    editor.current?.setValue(value);
    takingOver.current = false;
  }, [value, revision]);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (model) monaco.editor.setModelLanguage(model, language);
  }, [language]);
  useEffect(() => editor.current?.updateOptions({ readOnly }), [readOnly]);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (model) setJsonSchema(model, jsonSchema);
    // Only where there is a schema something is to be offered while it is typed.
    editor.current?.updateOptions({
      quickSuggestions: jsonSchema !== null && { strings: true, other: true },
    });
  }, [jsonSchema]);

  return <div ref={host} className="code-editor" data-testid={testId} />;
}
