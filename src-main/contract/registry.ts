/** What crosses to the screens of a schema registry (Confluent's REST interface, as Karapace, Apicurio and Redpanda serve it too). */
import type { StoreFile } from './connections.ts';
import type { AsOf, ClusterId } from './types.ts';

/** The registry that belongs to a cluster. Its password or token is a secret of the connection. */
export interface RegistrySettings {
  /** With a path where the interface does not begin at the root: `https://host/apis/ccompat/v7`. */
  readonly url: string;
  readonly login: 'none' | 'basic' | 'bearer';
  /** Used with `basic`. */
  readonly username: string;
  /** Used with an https address. */
  readonly tls: {
    /** Null: the authorities that the system trusts. */
    readonly truststore: StoreFile | null;
    /** Null: the client shows no certificate. */
    readonly keystore: StoreFile | null;
    readonly verifyHostname: boolean;
  };
}

export const PLAIN_REGISTRY: RegistrySettings = {
  url: '',
  login: 'none',
  username: '',
  tls: { truststore: null, keystore: null, verifyHostname: true },
};

/** Secrets of the registry, beside those of the brokers. */
export type RegistrySecretName =
  | 'registryPassword'
  | 'registryToken'
  | 'registryTruststore'
  | 'registryTruststorePassword'
  | 'registryKeystore'
  | 'registryKeystorePassword'
  | 'registryKeyPassword';

export type SchemaKind = 'avro' | 'protobuf' | 'json-schema';

/** A subject in the list. */
export interface SubjectRow {
  /** As the registry has it, with its context where that is not the default one: `:.staging:orders-value`. */
  readonly subject: string;
  /** '.': the default one. */
  readonly context: string;
  readonly name: string;
  /** Softly deleted: its schemas are still read, and it can be deleted for good. */
  readonly deleted: boolean;
  /** Null: not asked for yet. */
  readonly latest: {
    readonly version: number;
    readonly id: number;
    readonly kind: SchemaKind;
    readonly references: number;
    /** What new versions are held against; null: the subject has none of its own, the registry's counts. */
    readonly compatibility: string | null;
  } | null;
}

/** The registry of a cluster, as its list of subjects tells it. */
export interface RegistryView {
  readonly url: string;
  readonly subjects: readonly SubjectRow[];
  /** Of subjects that have no level of their own; null: not known. */
  readonly compatibility: string | null;
  /** Why it cannot be asked now; the subjects are the last known ones then. */
  readonly outage: { readonly problem: string; readonly message: string } | null;
}

/** From most to least that may change, as the registry calls them. */
export const COMPATIBILITY_LEVELS = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;

export interface SubjectDetail {
  readonly subject: string;
  /** The newest first; `deleted`: softly. */
  readonly versions: readonly { readonly version: number; readonly deleted: boolean }[];
  /** `own`: of this subject; else the registry's counts. */
  readonly compatibility: { readonly level: string; readonly own: boolean };
}

export interface SchemaReferenceView {
  /** As the schema's text calls it. */
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

export interface SubjectUse {
  readonly subject: string;
  readonly version: number;
}

export interface SchemaView {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** Null: the registry is of an older kind and knows none. */
  readonly guid: string | null;
  readonly kind: SchemaKind;
  readonly text: string;
  readonly references: readonly SchemaReferenceView[];
  readonly referencedBy: readonly SubjectUse[];
  /** Full names of what it declares: messages of Protobuf, outermost first; the record of Avro. */
  readonly types: readonly string[];
  /** Why the workbench cannot read it, where it cannot. */
  readonly problem: string | null;
}

/** A text that may become a version. */
export interface SchemaDraft {
  readonly subject: string;
  readonly kind: SchemaKind;
  readonly text: string;
  readonly references: readonly SchemaReferenceView[];
}

export interface SchemaCheck {
  /** It cannot be read at all; null: it can. */
  readonly problem: string | null;
  readonly compatible: boolean;
  /** What is incompatible, in the registry's words. */
  readonly messages: readonly string[];
  /** The level that was asked for. */
  readonly level: string;
  /** The very same text is this version already. */
  readonly existing: number | null;
}

/** What a deletion would do, or did. */
export interface DeletionPlan {
  readonly versions: readonly number[];
  /** Those of other subjects that refer to it: the registry refuses then. */
  readonly blockedBy: readonly SubjectUse[];
  /** For good: what is not deleted softly yet, which comes first. */
  readonly softFirst: readonly number[];
}

/** Which schema a text is encoded with. */
export interface SchemaChoice {
  /**
   * How the subject is called (`TopicNameStrategy`, `RecordNameStrategy`, `TopicRecordNameStrategy` of Confluent's
   * serializers), or 'subject': by its name.
   */
  readonly strategy: 'topic' | 'record' | 'topic-record' | 'subject';
  /** The record's full name, or the subject; not looked at with 'topic'. */
  readonly name: string;
  /** Null: the latest. */
  readonly version: number | null;
  /** Protobuf: the message's full name; null: the one that `name` says, or the first. */
  readonly messageType: string | null;
  /** Where the schema's id goes: before the payload, or (by its GUID) into a header. */
  readonly framing: 'prefix' | 'header';
}

/** JSON that is encoded with a schema of the registry before it is sent. */
export interface SchemaInput {
  readonly kind: 'schema';
  readonly text: string;
  readonly schema: SchemaChoice;
}

/** What an encoded text became. */
export interface Encoded {
  readonly base64: string;
  readonly sizeBytes: number;
  readonly subject: string;
  readonly version: number;
  readonly id: number;
}

/** A schema as a JSON editor can use it: to validate and complete what is typed. */
export interface EditorSchema {
  readonly subject: string;
  readonly version: number;
  readonly kind: SchemaKind;
  readonly types: readonly string[];
  /** JSON Schema. */
  readonly text: string;
  /** What it refers to, by the addresses it uses. */
  readonly references: readonly { readonly uri: string; readonly text: string }[];
}

interface OnCluster {
  cluster: ClusterId;
}
interface OnSubject extends OnCluster {
  subject: string;
}
interface OnPart extends OnCluster {
  topic: string;
  part: 'key' | 'value';
}

/** Refused with 'no-registry' where the cluster has none, and with 'registry' for what the registry says. */
export interface RegistryProcedures {
  'schemas.subject': { input: OnSubject; output: SubjectDetail };
  'schemas.version': { input: OnSubject & { version: number }; output: SchemaView };
  /** Where a schema is registered, by its id or GUID. */
  'schemas.uses': {
    input: OnCluster & { id: number | string };
    output: readonly (SubjectUse & { id: number })[];
  };
  'schemas.check': { input: OnCluster & { draft: SchemaDraft }; output: SchemaCheck };
  'schemas.register': {
    input: OnCluster & { draft: SchemaDraft };
    output: { id: number; version: number | null };
  };
  /** `subject` null: of the registry; `level` null: a subject has none of its own any more. */
  'schemas.setCompatibility': {
    input: OnCluster & { subject: string | null; level: string | null };
    output: null;
  };
  /** `version` null: all of the subject. `preview`: only says what would happen. */
  'schemas.delete': {
    input: OnSubject & { version: number | null; permanent: boolean; preview: boolean };
    output: DeletionPlan;
  };
  /** What would be sent; refused with path and reason where the text does not fit. */
  'schemas.encode': { input: OnPart & { input: SchemaInput }; output: Encoded };
  'schemas.editorSchema': { input: OnPart & { schema: SchemaChoice }; output: EditorSchema };
  /** The registry is asked again at once, and so are the schemas that could not be had. */
  'schemas.retry': { input: OnCluster; output: null };
}

export interface RegistryStreams {
  /** Null: the cluster has no registry. Softly deleted subjects come with the others. */
  'schemas.watch': { input: OnCluster; event: AsOf<RegistryView | null> };
  /** Why records cannot be read with its schemas at the moment; null: they can, or nobody tried. Cheap to listen to. */
  'schemas.outage': { input: OnCluster; event: string | null };
}
