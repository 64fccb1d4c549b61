/** State marks: a shape and a colour, never a font glyph, always with the word beside it or in its name. */
export type MarkShape = 'full' | 'half' | 'ring' | 'cross' | 'triangle' | 'bars';
export type Tone = 'ok' | 'warn' | 'bad' | 'muted' | 'accent';

/** Full disc: in sync, alive. Half: catching up, starting. Ring: stopped. Cross: dead. Triangle: leader. Bars: paused. */
export function StateMark({ shape, tone, label }: { shape: MarkShape; tone?: Tone; label?: string }) {
  return (
    <svg
      className={`mark ${tone ?? MARK_TONES[shape]}`}
      width="10"
      height="10"
      viewBox="0 0 10 10"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {MARK_SHAPES[shape]}
    </svg>
  );
}

const MARK_TONES: Record<MarkShape, Tone> = {
  full: 'ok',
  half: 'warn',
  ring: 'muted',
  cross: 'bad',
  triangle: 'accent',
  bars: 'warn',
};

const MARK_SHAPES = {
  full: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" />
      <path d="M5 1.5a3.5 3.5 0 0 0 0 7z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  cross: <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  triangle: <path d="M5 1.2 9.2 8.6H.8z" fill="currentColor" />,
  bars: <path d="M2.2 1.5h2v7h-2zM5.8 1.5h2v7h-2z" fill="currentColor" />,
};
