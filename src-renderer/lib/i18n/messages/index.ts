/**
 * The one message table: key → [English, Korean]. Areas lie in files of their own only to keep them readable. A page
 * fetches the half that it speaks (one-language.ts); what a host says has its words in `sayings/`.
 */
import { alerts } from './alerts.ts';
import { app } from './app.ts';
import { cluster } from './cluster.ts';
import { connections } from './connections.ts';
import { common } from './common.ts';
import { facts } from './facts.ts';
import { groups } from './groups.ts';
import { history } from './history.ts';
import { producing } from './producing.ts';
import { reading } from './reading.ts';
import { records } from './records.ts';
import { replication } from './replication.ts';
import { schemas } from './schemas.ts';
import { scope } from './scope.ts';
import { settings } from './settings.ts';
import { terms } from './terms.ts';
import { timeline } from './timeline.ts';
import { topicAnalysis } from './topic-analysis.ts';
import { topicTools } from './topic-tools.ts';
import { topics } from './topics.ts';
import { transactions } from './transactions.ts';

export const messages = {
  ...common,
  ...app,
  ...alerts,
  ...terms,
  ...cluster,
  ...connections,
  ...topics,
  ...topicTools,
  ...topicAnalysis,
  ...records,
  ...producing,
  ...reading,
  ...history,
  ...groups,
  ...facts,
  ...replication,
  ...settings,
  ...timeline,
  ...schemas,
  ...scope,
  ...transactions,
};
