/**
 * The channel between a host (supervisor, windows or HTTP) and the workbench process. Types only: both ends import them.
 * It crosses a forked process' IPC channel with advanced serialization, so bigint, Map and Uint8Array arrive as they are.
 */
import type { Fact } from '../env/index.ts';
import type { InsideCallName, InsideCalls, NodeState } from '../node/messages.ts';
import type { Defaults } from './flags.ts';
import type { KeptProperty, SetProperty } from './set-properties.ts';

/** Of a node's process, as the supervisor sees it. `dead` ended without being told to. */
export type NodeStatus = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'dead';

/** What holds for the cluster as a whole, and is kept. */
export interface ClusterSettings {
  /** Whose defaults settings have. */
  readonly defaults: Defaults;
  /** Whether a node that died by itself is started again. */
  readonly restartDeadNodes: boolean;
  /** Of each node; of the one that has most where a person gave one of them more. */
  readonly logDirs: number;
  /** What a person has set. */
  readonly properties: readonly KeptProperty[];
  /** Nodes that run with other settings than they would be given now. */
  readonly outdated: readonly number[];
}

/** What is left out, or null, stays. */
export interface ClusterChange {
  readonly defaults?: Defaults | null;
  readonly restartDeadNodes?: boolean | null;
  /** Of each node; never fewer than there are. */
  readonly logDirs?: number | null;
  readonly set?: readonly SetProperty[];
}

/** One node as the supervisor knows it: what cannot be asked over the Kafka protocol. */
export interface NodeProcess {
  readonly id: number;
  readonly status: NodeStatus;
  /** Null while no process runs. */
  readonly pid: number | null;
  readonly host: string;
  /** Kafka port of the first listener. */
  readonly port: number;
  readonly controllerPort: number;
  readonly rack: string | null;
  /** When the node last became ready, ms since 1970. Null unless running or paused. */
  readonly upSinceMs: number | null;
  /** Kafka log.dirs, absolute. */
  readonly dataDirectories: readonly string[];
  /** Why it is not running, where it is not. */
  readonly reason: string | null;
  /** It is dead because a person killed it: it stays so until they start it. */
  readonly killedByHand: boolean;
  /** After a death: when it is started again by itself, ms since 1970. Null: it is not. */
  readonly restartAtMs: number | null;
  /** Of its registration, while it is up. */
  readonly brokerEpoch: number | null;
  /** Starts of its process since the supervisor began; a rise tells that counters began anew. */
  readonly starts: number;
}

/** What the workbench process is told once, first of all. */
export interface WorkbenchStart {
  readonly version: string;
  readonly host: 'electron' | 'headless';
  readonly clusterId: string;
  /** DIR of running.md; `workbench.sqlite` lies directly in it. */
  readonly dataDirectory: string;
  readonly databasePath: string;
  /** Comma-separated, as clients take it. */
  readonly bootstrapServers: string;
  /** DIR is temporary and goes when the cluster stops. */
  readonly ephemeral: boolean;
  readonly nodes: readonly NodeProcess[];
}

/** `screen` numbers a connection of a renderer; numbers are never used again. A frame is JSON text, relayed untouched. */
export type ToWorkbench =
  | ({ readonly kind: 'start' } & WorkbenchStart)
  | { readonly kind: 'screen-opened'; readonly screen: number }
  /** Its listens end, its calls are given up. */
  | { readonly kind: 'screen-closed'; readonly screen: number }
  | { readonly kind: 'frame'; readonly screen: number; readonly frame: string }
  | { readonly kind: 'control-answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'control-refusal'; readonly id: number; readonly message: string }
  /** All nodes, at every change of any of them. */
  | { readonly kind: 'nodes'; readonly nodes: readonly NodeProcess[] }
  /** After `watch-nodes`: as the nodes sent them. */
  | { readonly kind: 'facts'; readonly node: number; readonly facts: readonly Fact[] }
  | { readonly kind: 'state'; readonly node: number; readonly state: NodeState }
  /** Close the database and exit 0. The host kills the process when that takes longer than 5 s. */
  | { readonly kind: 'stop' };

export type FromWorkbench =
  /** The database is open; sent once, after `start`. Frames that came earlier were queued by the channel. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'frame'; readonly screen: number; readonly frame: string }
  /** The host closes this screen's connection (it broke the contract). */
  | { readonly kind: 'close-screen'; readonly screen: number; readonly reason: string }
  /** While true the host keeps the process although no screen is open (alerts, history); false at first. */
  | { readonly kind: 'keep-alive'; readonly keep: boolean }
  | { readonly kind: 'control'; readonly id: number; readonly action: ControlAction };

/** What the workbench may ask of the supervisor. Answered by `control-answer` (null unless said otherwise) or refused. */
export type ControlAction =
  | { readonly kind: 'start-node'; readonly node: number }
  /** Controlled shutdown; answered when the process has ended. */
  | { readonly kind: 'stop-node'; readonly node: number }
  /** SIGKILL; answered when the process has ended. */
  | { readonly kind: 'kill-node'; readonly node: number }
  /** SIGSTOP and SIGCONT; refused with the reason on Windows. */
  | { readonly kind: 'pause-node'; readonly node: number }
  | { readonly kind: 'resume-node'; readonly node: number }
  /** Which streams of inside views to send from all nodes, now and after restarts. Both are off at first. */
  | { readonly kind: 'watch-nodes'; readonly facts: boolean; readonly state: boolean }
  /** Answered with whether the host has a keychain of the system at hand. */
  | { readonly kind: 'has-keychain' }
  /** Answered with the sealed bytes. */
  | { readonly kind: 'seal-secret'; readonly text: string }
  /** Answered with the text. */
  | { readonly kind: 'open-secret'; readonly sealed: Uint8Array }
  /** Shown by a host with a desktop; nothing where there is none. */
  | { readonly kind: 'notify'; readonly title: string; readonly body: string }
  /** Answered with ClusterSettings. */
  | { readonly kind: 'cluster-settings' }
  /** Answered with the ClusterSettings from then on. */
  | { readonly kind: 'change-cluster'; readonly change: ClusterChange }
  | InsideCall;

/** Answered with the call's output (node/messages.ts, InsideCalls); refused when the node does not run or says no. */
export type InsideCall = {
  [Name in InsideCallName]: {
    readonly kind: 'call-node';
    readonly node: number;
    readonly name: Name;
    readonly input: InsideCalls[Name]['input'];
  };
}[InsideCallName];
