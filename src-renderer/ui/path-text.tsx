/**
 * A path that keeps its end when there is no room: what tells two of them apart stands there. The whole of it is on hover,
 * and in what is copied.
 */
export function PathText({ path, className = '' }: { path: string; className?: string }) {
  // The last two parts: a log dir is called the same on every node, its parent is not.
  const end = /(?:[/\\][^/\\]+){1,2}$/.exec(path)?.index ?? 0;
  return (
    <span className={`path-text mono ${className}`} title={path}>
      <span className="ellipsis">{path.slice(0, end)}</span>
      <span className="path-end ellipsis">{path.slice(end)}</span>
    </span>
  );
}
