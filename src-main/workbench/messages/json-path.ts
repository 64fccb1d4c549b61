// Paths into JSON: `a.b[0].c`, `a[*].b`, `["odd name"]`. Pure.

/** A field's name, an element's index, or any element. */
export type Step = string | number | typeof ANY;
export const ANY = Symbol('any element');

const STEP = /\.?([^.[\]"]+)|\[(\d+)\]|\[\*\]|\.?\[("(?:[^"\\]|\\.)*")\]/gy;

/** Undefined for a text that is no path. */
export function parsePath(text: string): Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return undefined;
    const [, name, index, quoted] = match;
    if (name !== undefined) steps.push(name.trim());
    else if (index !== undefined) steps.push(Number(index));
    else if (quoted !== undefined) steps.push(unquote(quoted) ?? '');
    else steps.push(ANY);
  }
  return steps.length > 0 ? steps : undefined;
}

function unquote(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** Whether some value at the path is accepted; none is where the path leads nowhere. */
export function someAt(
  value: unknown,
  steps: readonly Step[],
  accept: (value: unknown) => boolean,
  from = 0,
): boolean {
  let at = value;
  for (let index = from; index < steps.length; index++) {
    const step = steps[index];
    if (step === ANY) {
      if (!Array.isArray(at)) return false;
      return at.some((item) => someAt(item, steps, accept, index + 1));
    }
    if (at === null || typeof at !== 'object') return false;
    if (Array.isArray(at) !== (typeof step === 'number')) return false;
    if (!Object.hasOwn(at, step)) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return accept(at);
}
