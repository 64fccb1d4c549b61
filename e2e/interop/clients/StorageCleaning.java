import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Input for compaction and retention, and what they have left of it. */
final class StorageCleaning {
    private static final long HOUR_MS = 3_600_000;
    private static final int BATCH_RECORDS = 20;
    private static final int VALUE_BYTES = 1_000;
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    /** Compacted ones that more is written to, once records of the hour before the input are no longer protected. */
    private static final List<String> GROWING = List.of("compact-keys", "compact-tombstones", "compact-transactions");

    private final String bootstrap;
    private final Admin admin;

    StorageCleaning(String bootstrap, Admin admin) {
        this.bootstrap = bootstrap;
        this.admin = admin;
    }

    /** Everything is written while nothing is cleaned or deleted. Old records are of two hours ago, young ones of now. */
    void fill() throws Exception {
        Map<String, String> compact = Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "0.01");
        Map<String, String> young = Map.of("min.compaction.lag.ms", Long.toString(HOUR_MS));
        create("compact-keys", compact, young, Map.of("delete.retention.ms", "1"));
        create("compact-tombstones", compact, young);
        create("compact-transactions", compact, young, Map.of("delete.retention.ms", "1"));
        create("compact-overdue", Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "1.0",
            "max.compaction.lag.ms", "86400000"));
        create("compact-not-due", Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "1.0"));
        create("compact-delete", compact, Map.of("cleanup.policy", "compact,delete", "retention.ms", Long.toString(HOUR_MS)));
        create("delete-time", Map.of("retention.ms", Long.toString(HOUR_MS)));
        create("delete-all", Map.of("retention.ms", Long.toString(HOUR_MS)));
        create("delete-size", Map.of("retention.ms", "-1", "retention.bytes", "2200000"));
        create("delete-start", Map.of("retention.ms", "-1"));
        create("keep", Map.of("retention.ms", "-1"));

        long nowMs = System.currentTimeMillis();
        long oldMs = nowMs - 2 * HOUR_MS;
        for (String topic : List.of("compact-keys", "compact-tombstones", "compact-not-due", "compact-delete")) {
            keyed(topic, 1, oldMs, 2_500);
            keyed(topic, 2, nowMs, 2_500);
        }
        // A day is over for the first of them.
        keyed("compact-overdue", 1, nowMs - 25 * HOUR_MS, 2_500);
        keyed("compact-overdue", 2, nowMs - 24 * HOUR_MS - HOUR_MS / 2, 1_500);
        transactions(nowMs);
        for (String topic : List.of("delete-time", "keep")) {
            plain(topic, oldMs, 3_500);
            plain(topic, nowMs, 2_500);
        }
        plain("delete-all", oldMs, 2_500);
        plain("delete-size", nowMs, 5_500);
        plain("delete-start", nowMs, 4_500);
        admin.deleteRecords(Map.of(new TopicPartition("delete-start", 0), RecordsToDelete.beforeOffset(2_777))).all().get();
    }

    @SafeVarargs
    private void create(String name, Map<String, String>... settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("segment.bytes", "1048576"));
        for (var some : settings) all.putAll(some);
        admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()).configs(all))).all().get();
    }

    /** Keys that come again, tombstones, keys that are seen once only; each batch by the next codec, idempotent. */
    private void keyed(String topic, int seed, long timestampMs, int count) throws Exception {
        var random = new Random(seed);
        for (int codec = 0; codec < CODECS.size(); codec++) {
            try (var producer = producer(Map.of("compression.type", CODECS.get(codec)))) {
                send(producer, records(topic, random, timestampMs + codec, count / CODECS.size()));
            }
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(String topic, Random random, long timestampMs, int count) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = i % 29 == 0 ? "once-" + random.nextInt() : "key-" + random.nextInt(300);
            records.add(new ProducerRecord<>(topic, 0, timestampMs, bytes(key), i % 9 == 0 ? null : value(random)));
        }
        return records;
    }

    private void plain(String topic, long timestampMs, int count) throws Exception {
        var random = new Random(count);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) records.add(new ProducerRecord<>(topic, 0, timestampMs, null, value(random)));
        try (var producer = producer(Map.of())) {
            send(producer, records);
        }
    }

    /** Two producers at once, committed and aborted in turn, over several segments. */
    private void transactions(long timestampMs) throws Exception {
        var random = new Random(7);
        try (var one = producer(Map.of("transactional.id", "one")); var two = producer(Map.of("transactional.id", "two"))) {
            one.initTransactions();
            two.initTransactions();
            for (int i = 0; i < 40; i++) {
                one.beginTransaction();
                two.beginTransaction();
                for (int half = 0; half < 2; half++) {
                    send(one, records("compact-transactions", random, timestampMs, 20));
                    send(two, records("compact-transactions", random, timestampMs, 20));
                }
                if (i % 3 == 0) one.abortTransaction();
                else one.commitTransaction();
                if (i % 4 == 0) two.abortTransaction();
                else two.commitTransaction();
            }
        }
    }

    private static byte[] value(Random random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, String> settings) {
        var config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("acks", "all");
        config.put("linger.ms", "1000");
        config.put("batch.size", "200000");
        config.putAll(settings);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** In batches of so many records, whatever the machine is busy with. */
    private void send(KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        var failure = new AtomicReference<Exception>();
        for (int i = 0; i < records.size(); i++) {
            producer.send(records.get(i), (metadata, error) -> {
                if (error != null) failure.compareAndSet(null, error);
            });
            if (i % BATCH_RECORDS == BATCH_RECORDS - 1) producer.flush();
        }
        producer.flush();
        if (failure.get() != null) throw failure.get();
    }

    /**
     * Writes the same to any cluster: it is too young to be cleaned until everything is there, and then all of it may be
     * at once. What it closes was the active segment before.
     */
    void grow(int round, long timestampMs) throws Exception {
        protect(HOUR_MS);
        for (String topic : GROWING) {
            var random = new Random(100 + round);
            try (var producer = producer(Map.of("enable.idempotence", "false"))) {
                send(producer, records(topic, random, timestampMs, 2_000));
            }
        }
        protect(0);
    }

    private void protect(long lagMs) throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String topic : GROWING) {
            var entry = new ConfigEntry("min.compaction.lag.ms", Long.toString(lagMs));
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET)));
        }
        admin.incrementalAlterConfigs(changes).all().get();
        // A broker applies it when its image has come that far.
        Thread.sleep(1_000);
    }

    /** Every batch with all that compaction must keep, by Kafka's own reader. Times that depend on the clock are left out. */
    static List<String> batches(File folder) throws Exception {
        List<String> lines = new ArrayList<>();
        File[] files = folder.listFiles((dir, name) -> name.endsWith(".log"));
        Arrays.sort(files);
        for (File file : files) {
            lines.add("segment " + file.getName());
            try (var records = FileRecords.open(file, false)) {
                for (RecordBatch batch : records.batches()) lines.add(describe(batch));
            }
        }
        return lines;
    }

    private static String describe(RecordBatch batch) {
        batch.ensureValid();
        var line = new StringBuilder(String.format("%d-%d producer %d/%d sequence %d %s%s%s%s %s",
            batch.baseOffset(), batch.lastOffset(), batch.producerId(), batch.producerEpoch(), batch.baseSequence(),
            batch.compressionType().name, batch.isTransactional() ? " transactional" : "",
            batch.isControlBatch() ? " control" : "", batch.deleteHorizonMs().isPresent() ? " horizon" : "",
            batch.isControlBatch() ? "" : "@" + batch.maxTimestamp()));
        for (Record record : batch) {
            line.append(String.format(" %d:%s=%s", record.offset(), text(record.key()), hash(record.value())));
        }
        return line.toString();
    }

    private static String text(ByteBuffer key) {
        if (key == null) return "null";
        byte[] bytes = new byte[key.remaining()];
        key.duplicate().get(bytes);
        return bytes.length == 4 ? Arrays.toString(bytes).replace(" ", "") : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String hash(ByteBuffer value) {
        return value == null ? "null" : Integer.toHexString(value.hashCode());
    }
}
