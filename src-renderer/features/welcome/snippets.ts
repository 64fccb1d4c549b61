/** Copy-ready beginnings for the clients people use; `bootstrap` is the real address of this cluster. */

export interface Snippet {
  id: string;
  label: string;
  /** How the client gets here. */
  install: string;
  code: string;
}

/** All snippets, each sending one record to a topic and reading the topic from its beginning. */
export function snippetsFor(bootstrap: string, topic: string): readonly Snippet[] {
  const servers = JSON.stringify(bootstrap.split(','));
  return [
    {
      id: 'spring',
      label: 'Java / Spring',
      install: 'org.springframework.kafka:spring-kafka',
      code: `# application.properties
spring.kafka.bootstrap-servers=${bootstrap}
spring.kafka.consumer.group-id=my-app
spring.kafka.consumer.auto-offset-reset=earliest

// in a @Component
@KafkaListener(topics = "${topic}")
void onMessage(String value) {
  System.out.println(value);
}

// anywhere a KafkaTemplate<String, String> is injected
kafkaTemplate.send("${topic}", "key-1", "{\\"hello\\":\\"world\\"}");`,
    },
    {
      id: 'kafkajs',
      label: 'kafkajs',
      install: 'npm install kafkajs',
      code: `import { Kafka } from 'kafkajs';

const kafka = new Kafka({ clientId: 'my-app', brokers: ${servers} });

const producer = kafka.producer();
await producer.connect();
await producer.send({ topic: '${topic}', messages: [{ key: 'key-1', value: '{"hello":"world"}' }] });

const consumer = kafka.consumer({ groupId: 'my-app' });
await consumer.connect();
await consumer.subscribe({ topic: '${topic}', fromBeginning: true });
await consumer.run({
  eachMessage: async ({ partition, message }) => {
    console.log(partition, message.offset, message.value?.toString());
  },
});`,
    },
    {
      id: 'platformatic',
      label: '@platformatic/kafka',
      install: 'npm install @platformatic/kafka',
      code: `import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';

const bootstrapBrokers = ${servers};

const producer = new Producer({ clientId: 'my-app', bootstrapBrokers, serializers: stringSerializers, autocreateTopics: true });
await producer.send({ messages: [{ topic: '${topic}', key: 'key-1', value: '{"hello":"world"}' }] });

const consumer = new Consumer({ groupId: 'my-app', clientId: 'my-app', bootstrapBrokers, deserializers: stringDeserializers });
const stream = await consumer.consume({ topics: ['${topic}'], mode: 'earliest' });
for await (const message of stream) console.log(message.partition, message.offset, message.value);`,
    },
    {
      id: 'python',
      label: 'Python',
      install: 'pip install confluent-kafka',
      code: `from confluent_kafka import Consumer, Producer

producer = Producer({"bootstrap.servers": "${bootstrap}"})
producer.produce("${topic}", key="key-1", value='{"hello":"world"}')
producer.flush()

consumer = Consumer({
    "bootstrap.servers": "${bootstrap}",
    "group.id": "my-app",
    "auto.offset.reset": "earliest",
})
consumer.subscribe(["${topic}"])
while True:
    message = consumer.poll(1.0)
    if message and not message.error():
        print(message.partition(), message.offset(), message.value())`,
    },
    {
      id: 'go',
      label: 'Go',
      install: 'go get github.com/twmb/franz-go/pkg/kgo',
      code: `client, err := kgo.NewClient(
	kgo.SeedBrokers(${bootstrap
    .split(',')
    .map((server) => JSON.stringify(server))
    .join(', ')}),
	kgo.ConsumerGroup("my-app"),
	kgo.ConsumeTopics("${topic}"),
	kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
)
if err != nil {
	log.Fatal(err)
}
defer client.Close()

record := &kgo.Record{Topic: "${topic}", Key: []byte("key-1"), Value: []byte(\`{"hello":"world"}\`)}
if err := client.ProduceSync(ctx, record).FirstErr(); err != nil {
	log.Fatal(err)
}

client.PollFetches(ctx).EachRecord(func(r *kgo.Record) {
	fmt.Println(r.Partition, r.Offset, string(r.Value))
})`,
    },
    {
      id: 'dotnet',
      label: '.NET',
      install: 'dotnet add package Confluent.Kafka',
      code: `using Confluent.Kafka;

using var producer = new ProducerBuilder<string, string>(
    new ProducerConfig { BootstrapServers = "${bootstrap}" }).Build();
await producer.ProduceAsync("${topic}", new Message<string, string> { Key = "key-1", Value = "{\\"hello\\":\\"world\\"}" });

using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
{
    BootstrapServers = "${bootstrap}",
    GroupId = "my-app",
    AutoOffsetReset = AutoOffsetReset.Earliest,
}).Build();
consumer.Subscribe("${topic}");
while (true)
{
    var result = consumer.Consume();
    Console.WriteLine($"{result.Partition} {result.Offset} {result.Message.Value}");
}`,
    },
    {
      id: 'kcat',
      label: 'kcat',
      install: 'apt install kcat  ·  brew install kcat',
      code: `# send a line
echo 'key-1:{"hello":"world"}' | kcat -P -b ${bootstrap} -t ${topic} -K:

# read from the beginning, then wait for more
kcat -C -b ${bootstrap} -t ${topic} -o beginning -f '%p %o %k %s\\n'

# read as a group, from the beginning where it never was
kcat -b ${bootstrap} -G my-app -X auto.offset.reset=earliest ${topic}`,
    },
  ];
}
