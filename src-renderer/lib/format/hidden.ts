/**
 * Characters that nobody sees and that change what is seen: controls of the direction of text, which make a name read as
 * another one, marks of no width, and control characters (joiners, which emoji and some scripts need, are left alone). Shown, not dropped: who looks at a record wants to know.
 */
const HIDDEN = /(?![\t\n\f\r\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/**
 * Marks of one letter: no script puts so many on it. A browser that shapes a hundred thousand does nothing else any more,
 * and what they are painted over cannot be read.
 */
const PILED_MARKS = /([\p{M}\u200c\u200d]{16})([\p{M}\u200c\u200d]+)/gu;
const MOST_CODES = 8;

/** The text with each of them written as its code: `⟨202E⟩`; of marks that pile up the first codes, and how many more. */
export function withHiddenShown(text: string): string {
  // Most texts have none: looking costs less than replacing.
  const shown = text.search(HIDDEN) < 0 ? text : text.replace(HIDDEN, codeOf);
  return shown.search(PILED_MARKS) < 0 ? shown : shown.replace(PILED_MARKS, pileOf);
}

function pileOf(_: string, worn: string, pile: string): string {
  const marks = Array.from(pile);
  const codes = marks.slice(0, MOST_CODES).map(codeOf).join('');
  return worn + codes + (marks.length > MOST_CODES ? `⟨+${marks.length - MOST_CODES}⟩` : '');
}

function codeOf(character: string): string {
  return `⟨${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
