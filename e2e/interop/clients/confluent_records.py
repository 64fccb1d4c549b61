"""Produces workload files and digests topics with confluent-kafka.

    confluent_records.py produce BOOTSTRAP TOPIC CODEC=PATH...
    confluent_records.py digest BOOTSTRAP TOPIC

File format and digests are described in digest/workload.ts and digest/digest.ts.
"""

import hashlib
import json
import struct
import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition

TIMEOUT_S = 60


def read_records(path):
    with open(path, "rb") as file:
        data = file.read()
    at = 0

    def int32():
        nonlocal at
        at += 4
        return struct.unpack_from(">i", data, at - 4)[0]

    def nullable():
        nonlocal at
        length = int32()
        if length < 0:
            return None
        at += length
        return data[at - length : at]

    while at < len(data):
        partition, key, value = int32(), nullable(), nullable()
        headers = [(nullable().decode(), nullable()) for _ in range(int32())]
        yield partition, key, value, headers


def produce(bootstrap, topic, slices):
    for codec, path in slices:
        producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "compression.type": codec,
                "enable.idempotence": True,
                "linger.ms": 5,
                "queue.buffering.max.messages": 200000,
            }
        )
        failures = []

        def delivered(error, _message):
            if error is not None:
                failures.append(str(error))

        for partition, key, value, headers in read_records(path):
            while True:
                try:
                    producer.produce(
                        topic, partition=partition, key=key, value=value, headers=headers, on_delivery=delivered
                    )
                    break
                except BufferError:
                    producer.poll(0.1)
            producer.poll(0)
        left = producer.flush(TIMEOUT_S)
        if left or failures:
            raise AssertionError(f"{codec}: {left} not acknowledged, {len(failures)} failed: {failures[:3]}")


def nullable_bytes(data):
    return struct.pack(">i", -1) if data is None else struct.pack(">i", len(data)) + data


def digest(bootstrap, topic):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, TIMEOUT_S).topics[topic].partitions
    ends = {p: consumer.get_watermark_offsets(TopicPartition(topic, p), TIMEOUT_S)[1] for p in partitions}
    left = {p for p, end in ends.items() if end > 0}
    hashes = {p: hashlib.sha256() for p in left}
    counts = dict.fromkeys(left, 0)
    consumer.assign([TopicPartition(topic, p, 0) for p in left])
    deadline = time.monotonic() + TIMEOUT_S
    while left:
        if time.monotonic() > deadline:
            raise AssertionError(f"partitions {left} not read to their end after {TIMEOUT_S} s")
        for message in consumer.consume(1000, 0.2):
            if message.error():
                raise AssertionError(str(message.error()))
            partition = message.partition()
            headers = message.headers() or []
            parts = [struct.pack(">q", message.offset()), nullable_bytes(message.key())]
            parts += [nullable_bytes(message.value()), struct.pack(">i", len(headers))]
            for name, value in headers:
                parts += [nullable_bytes(name.encode()), nullable_bytes(value)]
            hashes[partition].update(b"".join(parts))
            counts[partition] += 1
            if message.offset() + 1 >= ends[partition]:
                left.discard(partition)
    consumer.close()
    print(json.dumps({str(p): f"{counts[p]}:{h.hexdigest()}" for p, h in hashes.items()}))


if __name__ == "__main__":
    command, bootstrap_servers, topic_name, *rest = sys.argv[1:]
    if command == "produce":
        produce(bootstrap_servers, topic_name, [item.split("=", 1) for item in rest])
    else:
        digest(bootstrap_servers, topic_name)
