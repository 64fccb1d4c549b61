/**
 * Characters that nobody sees and that change what is seen: controls of the direction of text, which make a name read as
 * another one, marks of no width, and control characters (joiners, which emoji and some scripts need, are left alone). Shown, not dropped: who looks at a record wants to know.
 */
const HIDDEN = /(?![\t\n\f\r\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/** The text with each of them written as its code: `⟨202E⟩`. */
export function withHiddenShown(text: string): string {
  // Most texts have none: looking costs less than replacing.
  return text.search(HIDDEN) < 0 ? text : text.replace(HIDDEN, codeOf);
}

function codeOf(character: string): string {
  return `⟨${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
