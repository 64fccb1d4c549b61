// A workbench process as a host sees one: it answers frames with what it knows, and passes orders on.
let start;
let controls = 0;
process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const frame = (screen, value) => process.send({ kind: 'frame', screen, frame: JSON.stringify(value) });
  switch (message.kind) {
    case 'start':
      start = message;
      process.send({ kind: 'ready' });
      return;
    case 'screen-opened':
      frame(message.screen, { pid: process.pid, nodes: start.nodes.map((node) => node.status) });
      return;
    case 'frame': {
      const order = JSON.parse(message.frame);
      if (order.crash) process.exit(3);
      if (order.keep !== undefined) process.send({ kind: 'keep-alive', keep: order.keep });
      if (order.closeMe)
        process.send({ kind: 'close-screen', screen: message.screen, reason: 'not a frame' });
      if (order.action) process.send({ kind: 'control', id: ++controls, action: order.action });
      return;
    }
    case 'control-answer':
    case 'control-refusal':
    case 'nodes':
    case 'facts':
      frame(1, message);
      return;
    case 'stop':
      process.exit(0);
  }
});
