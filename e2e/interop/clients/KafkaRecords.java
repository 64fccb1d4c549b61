import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces workload files and digests topics with Kafka's own Java client.
 *
 * <pre>
 *   KafkaRecords produce BOOTSTRAP TOPIC CODEC=PATH...
 *   KafkaRecords digest BOOTSTRAP TOPIC
 * </pre>
 *
 * File format and digests are described in digest/workload.ts and digest/digest.ts.
 */
public final class KafkaRecords {
    private static final long TIMEOUT_MS = 60_000;

    public static void main(String[] args) throws Exception {
        List<String> arguments = List.of(args);
        if (args[0].equals("produce")) produce(args[1], args[2], arguments.subList(3, args.length));
        else System.out.println(digest(args[1], args[2]));
    }

    private static void produce(String bootstrap, String topic, List<String> slices) throws Exception {
        for (String slice : slices) {
            String[] codecAndPath = slice.split("=", 2);
            Properties config = new Properties();
            config.put("bootstrap.servers", bootstrap);
            config.put("compression.type", codecAndPath[0]);
            config.put("linger.ms", "5");
            config.put("acks", "all");
            AtomicReference<Exception> failure = new AtomicReference<>();
            var serializer = new ByteArraySerializer();
            try (var producer = new KafkaProducer<>(config, serializer, serializer);
                    var file = Files.newInputStream(Path.of(codecAndPath[1]));
                    var input = new DataInputStream(new BufferedInputStream(file))) {
                for (ProducerRecord<byte[], byte[]> record; (record = readRecord(input, topic)) != null; ) {
                    producer.send(record, (metadata, error) -> {
                        if (error != null) failure.compareAndSet(null, error);
                    });
                }
                producer.flush();
            }
            if (failure.get() != null) throw failure.get();
        }
    }

    /** The next record of a workload file, or null at its end. */
    private static ProducerRecord<byte[], byte[]> readRecord(DataInputStream input, String topic) throws IOException {
        int partition;
        try {
            partition = input.readInt();
        } catch (EOFException end) {
            return null;
        }
        byte[] key = readNullable(input);
        byte[] value = readNullable(input);
        List<Header> headers = new ArrayList<>();
        for (int count = input.readInt(); count > 0; count--) {
            String name = new String(readNullable(input), StandardCharsets.UTF_8);
            headers.add(new RecordHeader(name, readNullable(input)));
        }
        return new ProducerRecord<>(topic, partition, key, value, headers);
    }

    private static byte[] readNullable(DataInputStream input) throws IOException {
        int length = input.readInt();
        return length < 0 ? null : input.readNBytes(length);
    }

    private static String digest(String bootstrap, String topic) throws Exception {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("enable.auto.commit", "false");
        Map<Integer, MessageDigest> hashes = new HashMap<>();
        Map<Integer, Integer> counts = new HashMap<>();
        var deserializer = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(config, deserializer, deserializer)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> left = new HashSet<>(partitions);
            long deadlineMs = System.currentTimeMillis() + TIMEOUT_MS;
            while (true) {
                left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
                if (left.isEmpty()) break;
                if (System.currentTimeMillis() > deadlineMs) throw new IllegalStateException("not at the end: " + left);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    MessageDigest hash = hashes.get(record.partition());
                    if (hash == null) hashes.put(record.partition(), hash = MessageDigest.getInstance("SHA-256"));
                    counts.merge(record.partition(), 1, Integer::sum);
                    update(hash, record);
                }
            }
        }
        return hashes.entrySet().stream()
            .map(entry -> String.format("\"%d\":\"%d:%s\"", entry.getKey(), counts.get(entry.getKey()),
                HexFormat.of().formatHex(entry.getValue().digest())))
            .collect(Collectors.joining(",", "{", "}"));
    }

    private static void update(MessageDigest hash, ConsumerRecord<byte[], byte[]> record) throws IOException {
        try (var output = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash))) {
            output.writeLong(record.offset());
            writeNullable(output, record.key());
            writeNullable(output, record.value());
            Header[] headers = record.headers().toArray();
            output.writeInt(headers.length);
            for (Header header : headers) {
                writeNullable(output, header.key().getBytes(StandardCharsets.UTF_8));
                writeNullable(output, header.value());
            }
        }
    }

    private static void writeNullable(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) output.write(bytes);
    }
}
