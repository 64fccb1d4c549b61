"""Checks with confluent-kafka: `confluent_checks.py CHECK BOOTSTRAP SUFFIX NODES` does one and prints what it saw.

Whatever is not as it must be raises, so that the exit code tells.
"""

import sys
import time

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
)

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
TIMEOUT_S = 30


def expect(what, got, expected):
    if got != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {got!r}")


def wait_until(what, condition):
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(0.05)


def create_topic(admin, topic, partitions, config=None):
    new_topic = NewTopic(topic, num_partitions=partitions, replication_factor=1, config=config or {})
    admin.create_topics([new_topic])[topic].result(TIMEOUT_S)


def produce(producer, topic, records):
    """Sends (partition, key, value, headers) and returns the offsets, all acknowledged."""
    offsets = []

    def delivered(error, message):
        if error is not None:
            raise AssertionError(f"delivery: {error}")
        offsets.append(message.offset())

    for partition, key, value, headers in records:
        producer.produce(topic, partition=partition, key=key, value=value, headers=headers, on_delivery=delivered)
        producer.poll(0)
    expect("messages left in the queue", producer.flush(TIMEOUT_S), 0)
    return offsets


def poll_until(consumer, count, seen):
    """Polls until `seen` holds `count` messages."""
    deadline = time.monotonic() + TIMEOUT_S
    while len(seen) < count:
        if time.monotonic() > deadline:
            raise AssertionError(f"{len(seen)} of {count} messages after {TIMEOUT_S} s")
        message = consumer.poll(0.1)
        if message is None:
            continue
        if message.error():
            raise AssertionError(f"consumer: {message.error()}")
        seen.append(message)


def records(bootstrap, suffix):
    topic = f"confluent-records-{suffix}"
    create_topic(AdminClient({"bootstrap.servers": bootstrap}), topic, 1)
    expected = []
    for codec in CODECS:
        producer = Producer(
            {"bootstrap.servers": bootstrap, "compression.type": codec, "enable.idempotence": True, "linger.ms": 5}
        )
        batch = [
            (0, b"k", f"{codec} one".encode(), [("codec", codec.encode()), ("trace", b"\x00\xff"), ("none", None)]),
            (0, b"k", None, []),
            (0, None, b"", []),
        ]
        offsets = produce(producer, topic, batch)
        expect("offsets", offsets, [len(expected) + i for i in range(3)])
        expected += [(key, value, headers or None) for _, key, value, headers in batch]
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"unused-{suffix}", "enable.partition.eof": False})
    consumer.assign([TopicPartition(topic, 0, 0)])
    seen = []
    poll_until(consumer, len(expected), seen)
    consumer.close()
    got = [(m.key(), m.value(), m.headers()) for m in seen]
    expect("consumed", got, expected)
    return f"{len(got)} records in {len(CODECS)} codecs, null header value kept"


def group(bootstrap, suffix):
    topic = f"confluent-group-{suffix}"
    admin = AdminClient({"bootstrap.servers": bootstrap})
    create_topic(admin, topic, 4)
    config = {
        "bootstrap.servers": bootstrap,
        "group.id": f"confluent-{suffix}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "session.timeout.ms": 10000,
        "heartbeat.interval.ms": 500,
    }
    shares = []
    # Eager (range) and incremental cooperative rebalancing are different protocols on the wire.
    for strategy in ["range", "cooperative-sticky"]:
        members = []
        for index in range(2):
            name = f"confluent-{suffix}-{strategy}"
            members.append(Consumer({**config, "group.id": name, "partition.assignment.strategy": strategy}))
            members[index].subscribe([topic])
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            for member in members:
                member.poll(0.05)
            held = [len(member.assignment()) for member in members]
            if held == [2, 2]:
                break
            if time.monotonic() > deadline:
                raise AssertionError(f"{strategy}: partitions per member {held}")
        shares.append(strategy)
        for member in members:
            member.close()

    producer = Producer({"bootstrap.servers": bootstrap})
    produce(producer, topic, [(i % 4, None, str(i).encode(), []) for i in range(200)])
    consumer = Consumer(config)
    consumer.subscribe([topic])
    seen = []
    poll_until(consumer, 200, seen)
    consumer.commit(asynchronous=False)
    consumer.close()
    expect("values", sorted(int(m.value()) for m in seen), list(range(200)))
    produce(producer, topic, [(0, None, b"200", [])])
    again = Consumer(config)
    again.subscribe([topic])
    seen = []
    poll_until(again, 1, seen)
    committed = again.committed([TopicPartition(topic, p) for p in range(4)], TIMEOUT_S)
    again.close()
    expect("after the commit", [m.value() for m in seen], [b"200"])
    expect("committed", [c.offset for c in committed], [50] * 4)
    return f"2+2 with {' and '.join(shares)}, 200 records, goes on after its commit"


def admin(bootstrap, suffix):
    client = AdminClient({"bootstrap.servers": bootstrap})
    topic = f"confluent-admin-{suffix}"
    group_id = f"confluent-admin-{suffix}"
    create_topic(client, topic, 2, {"retention.ms": "4242"})
    client.create_partitions([NewPartitions(topic, 3)])[topic].result(TIMEOUT_S)
    # Any broker may answer, and hear of it a moment later than the one that was asked to do it.
    wait_until("3 partitions", lambda: len(client.list_topics(topic, TIMEOUT_S).topics[topic].partitions) == 3)
    cluster = client.describe_cluster().result(TIMEOUT_S)
    expect("nodes", sorted(node.id for node in cluster.nodes), list(range(1, NODES + 1)))

    resource = ConfigResource(ConfigResource.Type.TOPIC, topic)
    entry = ConfigEntry("max.message.bytes", "999999", incremental_operation=AlterConfigOpType.SET)
    resource.add_incremental_config(entry)
    client.incremental_alter_configs([resource])[resource].result(TIMEOUT_S)
    plain = ConfigResource(ConfigResource.Type.TOPIC, topic)

    def are_told():
        described = client.describe_configs([plain])[plain].result(TIMEOUT_S)
        return [described[n].value for n in ("retention.ms", "max.message.bytes")] == ["4242", "999999"]

    wait_until("both configs", are_told)

    producer = Producer({"bootstrap.servers": bootstrap})
    produce(producer, topic, [(p, None, b"x", []) for p in range(3) for _ in range(4)])
    partitions = [TopicPartition(topic, p) for p in range(3)]
    latest = client.list_offsets({p: OffsetSpec.latest() for p in partitions})
    expect("ends", sorted(f.result(TIMEOUT_S).offset for f in latest.values()), [4, 4, 4])

    target = ConsumerGroupTopicPartitions(group_id, [TopicPartition(topic, p, 2) for p in range(3)])
    client.alter_consumer_group_offsets([target])[group_id].result(TIMEOUT_S)
    listed = client.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group_id)])[group_id].result(TIMEOUT_S)
    expect("committed", [tp.offset for tp in listed.topic_partitions], [2, 2, 2])
    groups = client.list_consumer_groups().result(TIMEOUT_S)
    if group_id not in [g.group_id for g in groups.valid]:
        raise AssertionError("list_consumer_groups lacks the group")
    details = client.describe_consumer_groups([group_id])[group_id].result(TIMEOUT_S)
    expect("state", details.state.name, "EMPTY")
    client.delete_consumer_groups([group_id])[group_id].result(TIMEOUT_S)

    deleted = client.delete_records([TopicPartition(topic, 0, 3)])
    expect("low watermark", [f.result(TIMEOUT_S).low_watermark for f in deleted.values()], [3])
    client.delete_topics([topic])[topic].result(TIMEOUT_S)

    def is_gone():
        found = client.list_topics(timeout=TIMEOUT_S).topics.get(topic)
        return found is None or (found.error and found.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART)

    wait_until("the deleted topic to go", is_gone)
    return "3 partitions, two configs, offsets altered, group, records and topic deleted"


if __name__ == "__main__":
    check, bootstrap_servers, unique_suffix, nodes = sys.argv[1:]
    NODES = int(nodes)
    print({"records": records, "group": group, "admin": admin}[check](bootstrap_servers, unique_suffix))
