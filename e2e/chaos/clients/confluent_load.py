"""The load by confluent-kafka.

    confluent_load.py produce BOOTSTRAP TOPIC PARTITIONS PRODUCER RECORDS_PER_SECOND
    confluent_load.py consume BOOTSTRAP TOPIC PARTITIONS GROUP

The lines it prints are described in load-events.ts, the records in record.ts. It ends when standard input does.
"""

import sys
import threading
import time
import zlib

from confluent_kafka import Consumer, Producer

RECORDS_PER_GROUP = 5
MOST_GROUPS_UNDER_WAY = 40
DAMAGED_VALUE = -1
SEQUENCES_PER_PRODUCER = 10**10

stopping = threading.Event()


def wait_for_end_of_input():
    sys.stdin.read()
    stopping.set()


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def encode_record(producer, sequence, partition):
    padding = "x" * (sequence * 7919 % 400)
    digest = zlib.crc32(f"{producer} {sequence} {partition} {padding}".encode())
    return f"{producer} {sequence} {partition} {digest:x} {padding}".encode()


def value_of(data):
    try:
        producer, sequence, partition = map(int, data.split(b" ", 3)[:3])
    except (AttributeError, ValueError):
        return DAMAGED_VALUE
    if data != encode_record(producer, sequence, partition):
        return DAMAGED_VALUE
    return producer * SEQUENCES_PER_PRODUCER + sequence


def make_producer(bootstrap):
    return Producer(
        {
            "bootstrap.servers": bootstrap,
            "client.id": "chaos-confluent-produce",
            "enable.idempotence": True,
            "acks": "all",
            "linger.ms": 5,
            "socket.timeout.ms": 5000,
            "message.timeout.ms": 0,
            "retry.backoff.ms": 50,
            "reconnect.backoff.max.ms": 500,
            "log_level": 0,
        }
    )


def produce(bootstrap, topic, partitions, number, rate):
    producer = make_producer(bootstrap)
    life = 0
    under_way = {}
    fatal = []

    def on_delivery(group, index):
        def delivered(error, message):
            ends = under_way[group]
            if error is None:
                ends[index] = str(message.offset()) if message.offset() >= 0 else "~"
            else:
                ends[index] = "?"
                fatal.append(str(error))
            if None not in ends:
                del under_way[group]
                say(f"e {group} {','.join(ends)}")

        return delivered

    interval_s = RECORDS_PER_GROUP / rate
    due = time.monotonic()
    sequence = group = 0
    while not stopping.is_set():
        producer.poll(max(0, due - time.monotonic()))
        if fatal:
            # The outcome of a record is not known: a producer whose sequence numbers begin anew goes on.
            say(f"! send failed: {fatal[0]}")
            producer.purge()
            producer.flush(5)
            producer = make_producer(bootstrap)
            life += 1
            fatal.clear()
        if time.monotonic() < due:
            continue
        due = max(due + interval_s, time.monotonic())
        if len(under_way) >= MOST_GROUPS_UNDER_WAY:
            continue
        partition = group % partitions
        say(f"s {group} {life} {partition} {sequence} {RECORDS_PER_GROUP}")
        under_way[group] = [None] * RECORDS_PER_GROUP
        for index in range(RECORDS_PER_GROUP):
            data = encode_record(number, sequence, partition)
            producer.produce(topic, partition=partition, value=data, on_delivery=on_delivery(group, index))
            sequence += 1
        group += 1
    producer.flush(30)


def consume(bootstrap, topic, group):
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "client.id": "chaos-confluent-consume",
            "group.id": group,
            "auto.offset.reset": "earliest",
            "auto.commit.interval.ms": 500,
            "session.timeout.ms": 10000,
            "socket.timeout.ms": 5000,
            "fetch.wait.max.ms": 200,
            "reconnect.backoff.max.ms": 500,
            "log_level": 0,
        }
    )
    consumer.subscribe([topic], on_assign=lambda _consumer, _partitions: say("g"))
    while not stopping.is_set():
        by_partition = {}
        for message in consumer.consume(500, 0.2):
            if message.error() is None:
                by_partition.setdefault(message.partition(), []).append(message)
        for partition, messages in by_partition.items():
            offsets = ",".join(str(message.offset()) for message in messages)
            values = ",".join(str(value_of(message.value())) for message in messages)
            say(f"r {partition} {offsets} {values}")
    consumer.close()


def main():
    role, bootstrap, topic, partitions, *rest = sys.argv[1:]
    threading.Thread(target=wait_for_end_of_input, daemon=True).start()
    if role == "produce":
        produce(bootstrap, topic, int(partitions), int(rest[0]), float(rest[1]))
    else:
        consume(bootstrap, topic, rest[0])


main()
