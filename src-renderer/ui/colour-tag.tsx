import type { ConnectionColour } from '../../src-main/contract/index.ts';

/** The colours that mark a connection, out of the ones there are. */
const TOKENS: Readonly<Record<ConnectionColour, string>> = {
  red: 'var(--bad)',
  orange: 'var(--series-2)',
  yellow: 'var(--series-5)',
  green: 'var(--series-7)',
  teal: 'var(--series-3)',
  blue: 'var(--series-1)',
  purple: 'var(--series-4)',
  pink: 'var(--series-6)',
};

export const CONNECTION_COLOURS = Object.keys(TOKENS) as readonly ConnectionColour[];

/** As CSS has it; grey where none was chosen. */
export function colourOf(colour: ConnectionColour | null): string {
  return colour === null ? 'var(--muted)' : TOKENS[colour];
}

/** A square of a connection's colour; beside it stands its name. */
export function ColourTag({ colour }: { colour: ConnectionColour | null }) {
  return <span className="colour-tag" style={{ background: colourOf(colour) }} aria-hidden />;
}
