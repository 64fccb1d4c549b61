// oxlint-disable import/default -- Vite makes the default export of `?worker` files
/** Monaco the slim way: the editor, the features a message needs, JSON with its worker; nothing else is bundled. */
import * as monaco from 'monaco-editor/editor/editor.api';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/format/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/protobuf/register';
// JSON's mode loads this when the first editor is there already, which is then left without it: without completion, and
// with services that nobody knows. So it comes before.
import 'monaco-editor/internal/common/workers';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import JsonWorker from 'monaco-editor/language/json/json.worker?worker';
import { useEffect } from 'react';
import { currentLanguage } from '../../lib/i18n/index.ts';
import { isDark, token, useThemeVersion } from '../../lib/theme.ts';
import { inKorean } from './json-words.ts';

export { monaco };
export type EditorLanguage = 'json' | 'proto' | 'plaintext';

/** JSON Schema that a text is validated and completed with, and what it refers to by its addresses. */
export interface JsonSchema {
  readonly text: string;
  readonly references: readonly { readonly uri: string; readonly text: string }[];
}

const schemas = new Map<string, JsonSchema>();

/** Holds one editor's text against a schema; null: against none. One that cannot be read is left out. */
export function setJsonSchema(model: monaco.editor.ITextModel, schema: JsonSchema | null): void {
  const uri = model.uri.toString();
  if (schema === null && !schemas.has(uri)) return;
  if (schema === null) schemas.delete(uri);
  else schemas.set(uri, schema);
  const options = [...schemas].flatMap(([of, { text, references }], index) => {
    // Each has a place of its own, where the addresses of its references lead from.
    const place = `inmemory://schema-${index}/`;
    return [
      { uri: `${place}value`, fileMatch: [of], schema: parsed(text) },
      ...references.map((one) => ({ uri: new URL(one.uri, place).href, schema: parsed(one.text) })),
    ].filter((one) => one.schema !== undefined);
  });
  jsonDefaults.setDiagnosticsOptions({ ...jsonDefaults.diagnosticsOptions, schemas: options });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// The default worker is a blob, which the page's content security policy refuses: ours are files of our own origin.
globalThis.MonacoEnvironment = {
  getWorker: (_: string, label: string) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
};

// What is set here is told of again: then nothing is left to be translated.
monaco.editor.onDidChangeMarkers((resources) => {
  if (currentLanguage() !== 'ko') return;
  for (const resource of resources) {
    const model = monaco.editor.getModel(resource);
    const found = monaco.editor.getModelMarkers({ resource, owner: 'json' });
    const translated = found.map((marker) => ({ ...marker, message: inKorean(marker.message) }));
    if (model && translated.some(({ message }, index) => message !== found[index]!.message))
      monaco.editor.setModelMarkers(model, 'json', translated);
  }
});

// Alt+W closes the tab in a browser, in the editor too; what it would mean there has a button in the search.
monaco.editor.addKeybindingRule({
  keybinding: monaco.KeyMod.Alt | monaco.KeyCode.KeyW,
  command: '-toggleFindWholeWord',
});

function baseTheme(): monaco.editor.BuiltinTheme {
  if (document.documentElement.dataset.contrast === 'more') return isDark() ? 'hc-black' : 'hc-light';
  return isDark() ? 'vs-dark' : 'vs';
}

function defineTheme(): void {
  monaco.editor.defineTheme('sluice', {
    base: baseTheme(),
    inherit: true,
    rules: [],
    colors: {
      'editor.background': token('--bg'),
      'editor.foreground': token('--text'),
      'editorLineNumber.foreground': token('--faint'),
      'editorWidget.background': token('--raised'),
      'editorWidget.border': token('--line'),
      'editor.selectionBackground': token('--select'),
      focusBorder: token('--accent'),
    },
  });
  monaco.editor.setTheme('sluice');
}

/** Keeps Monaco's colours with the tokens. */
export function useEditorTheme(): void {
  const version = useThemeVersion();
  useEffect(defineTheme, [version]);
}
