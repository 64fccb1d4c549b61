/** The shared components; screens compose them and own no colours. */
import './tokens.css';
import './base.css';
import './controls.css';
import './overlays.css';
import './data.css';

export { Button, IconButton, type ButtonProps, type IconButtonProps } from './button.tsx';
export { Chart, type ChartProps, type ChartSeries } from './chart/index.tsx';
export { configColumns } from './config-columns.tsx';
export { ConfigDetail, type ConfigScope } from './config-detail.tsx';
export { CopyButton, Copyable, copyText } from './copyable.tsx';
export { ConfirmByTyping, Dialog, FormDialog } from './dialog.tsx';
export { EmptyState, ErrorBlock } from './error-block.tsx';
export { FactTable } from './fact-table.tsx';
export { FactList, Facts, type Fact } from './facts.tsx';
export { SearchField, TextField, type TextFieldProps } from './field.tsx';
export { keepFloatsInPlace } from './floats.ts';
export { HexView, bytesOfBase64 } from './hex-view.tsx';
export type { IconType } from './icon.ts';
export { JsonTree, type LeafActions } from './json-tree.tsx';
export { ContextMenu, Menu, type MenuAction, type MenuEntry } from './menu.tsx';
export { CodeEditor, TextDiff, type CodeEditorProps } from './monaco/index.tsx';
export { ColourTag, CONNECTION_COLOURS, colourOf } from './colour-tag.tsx';
export { JobCard, ProblemList, jobTitle } from './job-card.tsx';
export { ListScreen } from './list-screen.tsx';
export { LocalOnly } from './local-only.tsx';
export { LossDialog } from './loss-dialog.tsx';
export { Loaded, Waiting, useLostReason, useWaitReason } from './loaded.tsx';
export { NodeStateText, NodeStrip, nodeMenu, nodeReason, nodeStateText } from './node-strip.tsx';
export {
  lastBatchColumn,
  producerEpochColumn,
  producerFacts,
  producerIdColumn,
} from './producer-columns.tsx';
export { PathText } from './path-text.tsx';
export { OffsetsRuler, type Offsets } from './offsets-ruler.tsx';
export { Screen, ScreenBody, ScreenHead, Toolbar } from './screen.tsx';
export { Select, type Option } from './select.tsx';
export { Sparkline } from './sparkline.tsx';
export { SplitDetail } from './split-detail.tsx';
export { StateMark, type MarkShape, type Tone } from './state-mark.tsx';
export { yieldingColumns } from './table/model.ts';
export { Table, type Column, type TableProps } from './table/table.tsx';
export { Tabs, type TabSpec } from './tabs.tsx';
export { Checkbox, Segmented, Switch } from './toggle.tsx';
export { PopoverButton, Term, Tip, termText, type TermId } from './tooltip.tsx';
export { TIME_WIDTH, timeWidth } from './time-width.ts';
export { TopicField } from './topic-field.tsx';
export { TotalLag, TotalRecords, lagPartly } from './total-lag.tsx';
export { Bytes, Count, Duration, Time } from './values.tsx';
