import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { JsonType } from '../../src-main/contract/index.ts';
import { findInTree, LONGEST_STRING, patternOf } from '../lib/json/find.ts';
import { memberPath, parseJson, printJson, type JsonNode } from '../lib/json/index.ts';
import { jsonFaultWords } from '../lib/json/words.ts';
import { withHiddenShown } from '../lib/format/hidden.ts';
import { t } from '../lib/i18n/index.ts';
import { copyText } from './copyable.tsx';
import { Menu, type MenuEntry } from './menu.tsx';

const CHILDREN_PER_STEP = 200;
/** Of a text that is no JSON after all. */
const LONGEST_TEXT = 200_000;

/** One value of a tree that is no branch. */
export interface JsonLeaf {
  /** Leads to it: `a.b[0]["odd name"]`. */
  readonly path: string;
  readonly text: string;
  readonly type: JsonType;
}

/** What can be done with it. */
export type LeafActions = (leaf: JsonLeaf) => readonly MenuEntry[];

/**
 * A JSON text as a tree: branches open on demand, numbers keep their digits, long arrays come in steps of 200. With
 * `leafActions` a value opens a menu when it is clicked; the branches that lead to what `find` says are unfolded.
 */
export function JsonTree({
  text,
  label,
  leafActions,
  find = '',
}: {
  text: string;
  label: string;
  leafActions?: LeafActions;
  find?: string;
}) {
  const result = useMemo(() => parseJson(text), [text]);
  const found = useMemo(
    () => (find === '' || !result.ok ? null : findInTree(result.node, patternOf(find))),
    [result, find],
  );
  if (!result.ok) {
    return (
      <div className="pad small">
        <p className="warn">
          {t('json.broken', { message: jsonFaultWords(result.message), offset: result.offset })}
        </p>
        <pre className="raw">{withHiddenShown(text.slice(0, LONGEST_TEXT))}</pre>
      </div>
    );
  }
  return (
    <>
      <ul className="json-tree mono" role="tree" aria-label={label} onKeyDown={moveFocus}>
        <Branch
          name={null}
          path=""
          node={result.node}
          depth={0}
          open
          leafActions={leafActions}
          reveal={found?.reveal}
        />
      </ul>
      {found !== null && found.hidden > 0 && (
        <p className="warn small">{t('find.hidden', { count: found.hidden })}</p>
      )}
    </>
  );
}

function Branch({
  name,
  path,
  node,
  depth,
  open: opens,
  leafActions,
  reveal,
}: {
  name: string | null;
  path: string;
  leafActions: LeafActions | undefined;
  /** See {@link findInTree}. */
  reveal: ReadonlyMap<string, number> | undefined;
  node: JsonNode;
  depth: number;
  open: boolean;
}) {
  const [open, setOpen] = useState(opens);
  const [limit, setLimit] = useState(CHILDREN_PER_STEP);
  const [revealed, setRevealed] = useState<typeof reveal>();
  if (reveal !== revealed) {
    // Once for what was found: who folds it up again wants it so.
    setRevealed(reveal);
    const last = reveal?.get(path);
    if (last !== undefined) {
      setOpen(true);
      setLimit(Math.max(limit, last + 1));
    }
  }
  const children = childrenOf(node);
  const isBranch = children !== null && children.length > 0;
  const toggle = (): void => setOpen(!open);
  return (
    <li
      role="treeitem"
      aria-expanded={isBranch ? open : undefined}
      aria-selected={false}
      aria-level={depth + 1}
      tabIndex={depth === 0 ? 0 : -1}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (
          isBranch &&
          (event.key === 'Enter' ||
            (event.key === 'ArrowRight' && !open) ||
            (event.key === 'ArrowLeft' && open))
        ) {
          toggle();
          event.preventDefault();
          event.stopPropagation();
        }
        if (
          (event.ctrlKey || event.metaKey) &&
          event.key.toLowerCase() === 'c' &&
          !getSelection()?.toString()
        ) {
          void copyText(printJson(node));
          event.stopPropagation();
        }
      }}
    >
      <div
        className="json-line"
        style={{ paddingInlineStart: depth * 14 }}
        onClick={isBranch ? toggle : undefined}
      >
        <span className="json-twist">
          {isBranch &&
            (open ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />)}
        </span>
        {name !== null && <span className="json-key">{cutString(name)}: </span>}
        {leafActions && node.kind !== 'object' && node.kind !== 'array' && path !== '' ? (
          <Menu
            label={path}
            trigger={
              <button type="button" className="json-leaf" tabIndex={-1}>
                <Leaf node={node} open={false} count={0} />
              </button>
            }
            entries={leafActions({ path, ...leafOf(node) })}
          />
        ) : (
          <Leaf node={node} open={open && isBranch} count={children?.length ?? 0} />
        )}
      </div>
      {open && isBranch && (
        <ul role="group">
          {children.slice(0, limit).map((child, index) => (
            <Branch
              key={index}
              name={child.name}
              path={node.kind === 'array' ? `${path}[${child.name}]` : memberPath(path, child.name)}
              leafActions={leafActions}
              reveal={reveal}
              node={child.node}
              depth={depth + 1}
              open={depth < 1 && children.length <= 50}
            />
          ))}
          {children.length > limit && (
            <li role="none">
              <button
                type="button"
                className="link"
                style={{ marginInlineStart: (depth + 1) * 14 + 16 }}
                onClick={() => setLimit(limit + CHILDREN_PER_STEP)}
              >
                {t('json.more', { count: children.length - limit })}
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Leaf({ node, open, count }: { node: JsonNode; open: boolean; count: number }) {
  switch (node.kind) {
    case 'object':
      return (
        <span className="faint">
          {open ? '{' : count === 0 ? '{}' : `{ ${t('count.fields', { count })} }`}
        </span>
      );
    case 'array':
      return (
        <span className="faint">
          {open ? '[' : count === 0 ? '[]' : `[ ${t('count.items', { count })} ]`}
        </span>
      );
    case 'string':
      return <span className="json-string">{`"${cutString(node.value)}"`}</span>;
    case 'number':
      return <span className="json-number">{cutString(node.raw)}</span>;
    case 'literal':
      return <span className="json-literal">{node.value}</span>;
  }
}

function cutString(text: string): string {
  return text.length > LONGEST_STRING
    ? `${withHiddenShown(text.slice(0, LONGEST_STRING))}…`
    : withHiddenShown(text);
}

function leafOf(node: Exclude<JsonNode, { kind: 'object' | 'array' }>): Pick<JsonLeaf, 'text' | 'type'> {
  switch (node.kind) {
    case 'string':
      return { text: node.value, type: 'string' };
    case 'number':
      return { text: node.raw, type: 'number' };
    case 'literal':
      return { text: node.value, type: node.value === 'null' ? 'null' : 'boolean' };
  }
}

function childrenOf(node: JsonNode): { name: string; node: JsonNode }[] | null {
  if (node.kind === 'object') return node.members.map((member) => ({ name: member.key, node: member.value }));
  if (node.kind === 'array') return node.items.map((item, index) => ({ name: String(index), node: item }));
  return null;
}

/** Up and Down walk the visible items, as in every tree. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[Math.min(items.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  event.preventDefault();
}
