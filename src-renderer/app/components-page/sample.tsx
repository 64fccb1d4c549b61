import type { ReactNode } from 'react';

/** One component, or a few that go together, by name. */
export function Sample({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="sample" aria-label={name}>
      <h2>{name}</h2>
      <div className="row wrap">{children}</div>
    </section>
  );
}
