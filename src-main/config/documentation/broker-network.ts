export const brokerNetworkDocumentation: Record<string, string> = {
  'broker.id': 'Number of this broker; the older name of node.id.',
  'num.io.threads': 'Threads that process requests, disk access included.',
  'background.threads': 'Threads for background work such as deleting files.',
  'request.timeout.ms':
    'Time this node waits for the answer to a request it sent, before it retries or fails.',
  'socket.connection.setup.timeout.ms':
    'Time a connection from this node may take to open. It grows with every failure in a row, up to socket.connection.setup.timeout.max.ms.',
  'socket.connection.setup.timeout.max.ms': 'Upper bound of the growing time a connection may take to open.',
  'config.providers':
    'Names of providers that fill in variables in configuration values; each is set up by config.providers.<name>.class.',
  'early.start.listeners':
    'Listeners that open before the authorizer is ready, for an authorizer that needs the cluster itself. Without a value these are the controller listeners.',
  'broker.rack':
    'Rack or zone of this broker. Replicas are spread over racks, and consumers may read from a replica in their own.',
  'max.incremental.fetch.session.cache.slots':
    'Number of incremental fetch sessions the broker keeps. With more clients than that, some send full requests again.',
  'fetch.max.bytes':
    'Bytes one fetch request gets at most. A first batch that is larger is returned all the same, so that the consumer can go on.',
  'max.request.partition.size.limit': 'Partitions that one request may ask to be described.',
  listeners:
    'Addresses this node listens on, as NAME://host:port. Without a host it listens on all interfaces, and names and ports must differ.',
  'advertised.listeners':
    'Addresses that clients are told to connect to, where they differ from listeners, as behind a proxy or in a container.',
  'listener.security.protocol.map':
    'Security protocol of each listener name, as NAME:PROTOCOL pairs. It allows several listeners with the same protocol.',
  'socket.send.buffer.bytes': 'Send buffer of a server socket; -1 leaves it to the operating system.',
  'socket.receive.buffer.bytes': 'Receive buffer of a server socket; -1 leaves it to the operating system.',
  'socket.request.max.bytes': 'Largest request accepted. A larger one closes the connection.',
  'socket.listen.backlog.size':
    'Connections that may wait to be accepted. The operating system may allow fewer.',
  'max.connections.per.ip':
    'Connections accepted from one address; 0 allows only those named in the overrides.',
  'max.connections.per.ip.overrides': 'Other limits for single hosts or addresses, as host:number pairs.',
  'max.connections':
    'Connections the broker holds at a time. Above that, new ones wait; connections between brokers take precedence.',
  'max.connection.creation.rate': 'New connections accepted per second. More than that are delayed.',
  'connections.max.idle.ms': 'Time without a request after which a connection is closed.',
  'connection.failed.authentication.delay.ms':
    'Time by which closing a connection is delayed after failed authentication, to slow down guessing.',
  'queued.max.requests': 'Requests that may wait for a thread before the network threads stop reading.',
  'queued.max.request.bytes':
    'Bytes of waiting requests before the network threads stop reading; -1 is no limit.',
  'num.network.threads': 'Threads of each listener that read requests and write answers.',
  'controller.socket.timeout.ms': 'Time a broker waits for the answer of the controller.',
  'security.inter.broker.protocol':
    'Security protocol between brokers, when they are not told a listener by inter.broker.listener.name.',
  'inter.broker.listener.name': 'Listener that brokers use to reach each other.',
};
