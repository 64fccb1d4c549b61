// A node as the supervisor sees one, without a broker in it. Topics asked about name the trouble it makes.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
let nodeId = 0;
process.on('message', (message) => {
  switch (message.kind) {
    case 'start':
      nodeId = message.config.nodeId;
      if (
        process.env.FAKE_NODE === 'fails' ||
        process.env.FAKE_NODE === `node-${message.config.nodeId}-fails`
      ) {
        process.send({ kind: 'failed', message: 'log.dirs are broken' }, () => process.exit(1));
        return;
      }
      console.error(`node ${message.config.nodeId} starts on ${message.config.listeners[0].port}`);
      console.error(`knows of the end of ${JSON.stringify(message.config.endedBrokers)}`);
      process.send({ kind: 'registered', brokerEpoch: 1000 + process.pid });
      process.send({
        kind: 'ready',
        port: message.config.listeners[0].port,
        controllerPort: 1,
        startMs: 1,
        brokerEpoch: 1000 + process.pid,
      });
      return;
    case 'stop':
      if (process.env.FAKE_NODE === 'deaf') return;
      if (process.env.FAKE_NODE === 'flushes' || process.env.FAKE_NODE === 'flushes-for-ever') {
        let left = 10;
        const flush = () => {
          if (left > 0) process.send({ kind: 'flushing', logsLeft: left-- });
          else if (process.env.FAKE_NODE === 'flushes')
            process.send({ kind: 'stopped' }, () => process.exit(0));
          else return;
          setTimeout(flush, 50);
        };
        flush();
        return;
      }
      if (process.env.FAKE_NODE === 'shuts-down-slowly' || process.env.FAKE_NODE === 'node-2-dies-stopping') {
        setTimeout(() => {
          if (nodeId === 2 && process.env.FAKE_NODE === 'node-2-dies-stopping') process.exit(7);
          console.error(`broker shut down at ${Date.now()}`);
          process.send({ kind: 'broker-shut-down' });
        }, 100 * nodeId);
        return;
      }
      process.send({ kind: 'stopped' }, () => process.exit(0));
      return;
    case 'leave-quorum':
      console.error(`leaves the quorum at ${Date.now()}`);
      process.send({ kind: 'stopped' }, () => process.exit(0));
      return;
    case 'watch':
      if (message.facts)
        process.send({
          kind: 'facts',
          facts: [{ kind: 'node-stopping', nodeId: 1, node: 1, sequence: 1, monotonicMs: 1, wallMs: 1 }],
        });
      return;
    case 'call':
      if (message.input?.topic === 'dies') process.exit(7);
      if (message.input?.topic === 'unknown')
        process.send({ kind: 'refusal', id: message.id, message: 'no such topic' });
      else process.send({ kind: 'answer', id: message.id, value: [] });
  }
});
