import { useId } from 'react';
import { TextField, type TextFieldProps } from './field.tsx';

/** A browser takes long over a list of ten thousand. */
const OFFERED = 100;

/** A topic by its name; of those there are, the ones that contain what is typed are offered. */
export function TopicField({
  names,
  ...field
}: TextFieldProps & {
  /** Null while they are not known. */
  names: readonly string[] | null;
}) {
  const list = useId();
  const typed = field.value.trim();
  return (
    <>
      <TextField {...field} list={list} mono />
      <datalist id={list}>
        {names
          ?.filter((name) => name.includes(typed))
          .slice(0, OFFERED)
          .map((name) => (
            <option key={name} value={name} />
          ))}
      </datalist>
    </>
  );
}
