/** What a configuration is for, in the language that is chosen. */
import { useEffect, useState } from 'react';
import type { koreanConfigDocs } from './config-docs-korean/index.ts';
import { currentLanguage } from './i18n/index.ts';

export type ConfigOwner = keyof typeof koreanConfigDocs;
/** Fetched when the first configuration is looked at: no screen begins with one. */
let korean: typeof koreanConfigDocs | null = null;

/** The words of the node, or of the broker that was asked, where there are none of ours. */
export function useConfigDocs(owner: ConfigOwner, name: string, told: string | null): string | null {
  const [docs, setDocs] = useState(korean);
  const wanted = currentLanguage() === 'ko';
  useEffect(() => {
    if (!wanted || docs !== null) return;
    void import('./config-docs-korean/index.ts').then(({ koreanConfigDocs }) => {
      korean = koreanConfigDocs;
      setDocs(koreanConfigDocs);
    });
  }, [wanted, docs]);
  if (!wanted) return told;
  // English would be there for a moment, and then give way.
  if (docs === null) return null;
  return docs[owner][name] ?? told;
}
