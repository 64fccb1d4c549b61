import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.server.util.FileLock;
import org.apache.kafka.tools.DumpLogSegments;

/**
 * Fills a cluster with everything that a log directory can hold, says what a Java client sees of a cluster, and runs
 * Kafka's own look into log files. It takes commands from standard input, one a line with tabs between the words, as
 * starting a Java machine for each would take longer than the commands:
 *
 * <pre>
 *   fill BOOTSTRAP ROUND plain|transactions|open-transaction
 *   view BOOTSTRAP
 *   dump ARGUMENTS...
 *   lock PATH
 *   clean-fill BOOTSTRAP
 *   clean-grow BOOTSTRAP ROUND TIMESTAMP_MS
 *   batches FOLDER
 *   split FOLDER BASE_OFFSET
 * </pre>
 *
 * What it answers ends with a line {@code end}, or {@code failed} and the reason. A view is lines of text, the same
 * from any cluster with the same content: topics with ids and placement, settings, offsets, digests of records by both
 * isolation levels, offsets by time, what groups have committed. Of a compacted topic the newest value of each key
 * counts, since compaction may go on at any time. Its lines begin with {@code >}.
 */
public final class StorageClient {
    private static final long TIMEOUT_MS = 120_000;
    private static final long FIRST_TIMESTAMP_MS = 1_700_000_000_000L;
    private static final int PARTITIONS = 2;
    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private final String bootstrap;
    private final Admin admin;

    private StorageClient(String bootstrap) {
        this.bootstrap = bootstrap;
        this.admin = Admin.create(config());
    }

    public static void main(String[] args) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = input.readLine()) != null; ) {
            try {
                run(line.split("\t"));
                System.out.println("end");
            } catch (Exception error) {
                System.out.println("failed " + error.toString().replace('\n', ' '));
                error.printStackTrace(System.err);
            }
            System.out.flush();
        }
        // A producer with an open transaction would abort it when it is closed: it ends like one that crashed.
        Runtime.getRuntime().halt(0);
    }

    private static void run(String[] words) throws Exception {
        if (words[0].equals("dump")) {
            // What is wrong comes on the other stream.
            System.setErr(System.out);
            DumpLogSegments.main(Arrays.copyOfRange(words, 1, words.length));
            return;
        }
        if (words[0].equals("lock")) {
            var lock = new FileLock(new File(words[1]));
            System.out.println(lock.tryLock() ? "> free" : "> taken");
            lock.destroy();
            return;
        }
        if (words[0].equals("batches")) {
            StorageCleaning.batches(new File(words[1])).forEach(line -> System.out.println("> " + line));
            return;
        }
        if (words[0].equals("split")) {
            StorageSplit.split(new File(words[1]), Long.parseLong(words[2]));
            return;
        }
        var client = new StorageClient(words[1]);
        try (client.admin) {
            var cleaning = new StorageCleaning(words[1], client.admin);
            if (words[0].equals("clean-fill")) cleaning.fill();
            else if (words[0].equals("clean-grow")) cleaning.grow(Integer.parseInt(words[2]), Long.parseLong(words[3]));
            else if (words[0].equals("fill")) client.fill(Integer.parseInt(words[2]), words[3]);
            else if (words[0].equals("view")) client.view().forEach(line -> System.out.println("> " + line));
            else throw new IllegalArgumentException("no command " + words[0]);
        }
    }

    private Properties config() {
        var config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        return config;
    }

    // What is written

    private void fill(int round, String mode) throws Exception {
        if (round == 1) createTopics();
        fillCodecs(round);
        fillCompacted(round);
        fillTimes(round);
        fillDeleted(round);
        if (round == 1) changeSettings();
        commitOffsets(round);
        joinsAndCommits("member", "classic");
        var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
        boolean hasNewProtocol = features.containsKey("group.version");
        if (hasNewProtocol && !mode.equals("plain")) joinsAndCommits("member-of-new-protocol", "consumer");
        if (!mode.equals("plain")) runTransactions(round, mode.equals("open-transaction"));
        // Last, so that its folders still wait for their removal when the cluster stops.
        String gone = "gone-" + round;
        create(gone, Map.of());
        // The broker may refuse the first batch, because it does not lead yet, and take the second: one at a time.
        sendAll(gone, Map.of("max.in.flight.requests.per.connection", "1"), numbered(gone, 500, 100));
        admin.deleteTopics(List.of(gone)).all().get();
    }

    private void createTopics() throws Exception {
        create("codecs", Map.of("segment.bytes", "1048576", "retention.ms", "-1"));
        create("compacted", Map.of("segment.bytes", "1048576", "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "100"));
        create("times", Map.of("segment.bytes", "1048576", "retention.ms", "-1", "index.interval.bytes", "512"));
        create("append-time", Map.of("message.timestamp.type", "LogAppendTime", "compression.type", "zstd"));
        create("deleted", Map.of("segment.bytes", "1048576"));
        create("transactions", Map.of("segment.bytes", "1048576"));
        create("empty", Map.of());
    }

    private void create(String name, Map<String, String> settings) throws Exception {
        var topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()).configs(settings);
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException error) {
            if (!(error.getCause() instanceof TopicExistsException)) throw error;
        }
    }

    /** Every codec, null and empty keys and values, headers, values from nothing to 40 KB. */
    private void fillCodecs(int round) throws Exception {
        for (String codec : CODECS) {
            var random = new Random(codec.hashCode() + 31L * round);
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                byte[] key = i % 7 == 0 ? null : bytes(i % 50 == 1 ? "" : "key-" + random.nextInt(500));
                byte[] value = i % 31 == 0 ? null : new byte[i % 100 == 3 ? 40_000 : random.nextInt(2_000)];
                if (value != null && i % 2 == 0) random.nextBytes(value);
                List<Header> headers = new ArrayList<>();
                for (int h = random.nextInt(4); h > 0; h--) {
                    headers.add(new RecordHeader("header-" + h, h == 3 ? null : bytes("wert-" + random.nextInt(9) + "-값")));
                }
                records.add(new ProducerRecord<>("codecs", i % PARTITIONS, null, key, value, headers));
            }
            sendAll(codec, Map.of("compression.type", codec), records);
        }
    }

    /** A few keys over several segments, and tombstones. */
    private void fillCompacted(int round) throws Exception {
        var random = new Random(round);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            byte[] value = i % 13 == 0 ? null : new byte[1_000];
            if (value != null) random.nextBytes(value);
            records.add(new ProducerRecord<>("compacted", i % PARTITIONS, bytes("key-" + random.nextInt(300)), value));
        }
        sendAll("compacted", Map.of("batch.size", "20000"), records);
    }

    /** Times that rise, stand still and fall back; every batch of its own. */
    private void fillTimes(int round) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        var random = new Random(round);
        for (int i = 0; i < 3_000; i++) {
            long timestampMs = FIRST_TIMESTAMP_MS + 3_000_000L * round + i * 1_000L - (i % 10 == 9 ? 5_500 : 0);
            byte[] value = new byte[random.nextInt(1_200)];
            records.add(new ProducerRecord<>("times", i % PARTITIONS, timestampMs, null, value));
        }
        sendAll("times", Map.of("batch.size", "1500"), records);
        sendAll("append-time", Map.of(), numbered("append-time", 400, 50));
    }

    /** The log start moves into the middle of a segment. */
    private void fillDeleted(int round) throws Exception {
        sendAll("deleted", Map.of(), numbered("deleted", 2_500, 1_500));
        var ends = ends(partitionsOf("deleted"), "read_uncommitted");
        Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
        ends.forEach((partition, end) -> deletions.put(partition, RecordsToDelete.beforeOffset(end - 211 * round)));
        admin.deleteRecords(deletions).all().get();
    }

    private List<ProducerRecord<byte[], byte[]>> numbered(String topic, int count, int sizeBytes) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ProducerRecord<>(topic, i % PARTITIONS, bytes("k" + i), Arrays.copyOf(bytes("v" + i), sizeBytes)));
        }
        return records;
    }

    private void sendAll(String clientId, Map<String, String> settings, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        try (var producer = producer(clientId, settings)) {
            sendAll(producer, records);
        }
    }

    private void sendAll(KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records)
            throws Exception {
        var failure = new AtomicReference<Exception>();
        for (var record : records) {
            producer.send(record, (metadata, error) -> {
                if (error != null) failure.compareAndSet(null, error);
            });
        }
        producer.flush();
        if (failure.get() != null) throw failure.get();
    }

    /** Idempotent, as producers are. */
    private KafkaProducer<byte[], byte[]> producer(String clientId, Map<String, String> settings) {
        var config = config();
        config.put("client.id", clientId);
        config.put("acks", "all");
        config.put("linger.ms", "5");
        config.putAll(settings);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** By hand for two groups. */
    private void commitOffsets(int round) throws Exception {
        var ends = ends(partitionsOf("codecs"), "read_uncommitted");
        for (int group = 1; group <= 2; group++) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            for (var end : ends.entrySet()) {
                offsets.put(end.getKey(), new OffsetAndMetadata(end.getValue() / (group + 1), "round " + round));
            }
            admin.alterConsumerGroupOffsets("by-hand-" + group, offsets).all().get();
        }
    }

    private void joinsAndCommits(String groupId, String protocol) {
        var config = config();
        config.put("group.id", groupId);
        config.put("group.protocol", protocol);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        config.put("max.poll.records", "100");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("times", "codecs"));
            long deadlineMs = System.currentTimeMillis() + TIMEOUT_MS;
            for (int seen = 0; seen < 300; ) {
                if (System.currentTimeMillis() > deadlineMs) throw new IllegalStateException("the member saw " + seen);
                seen += consumer.poll(Duration.ofMillis(500)).count();
            }
            consumer.commitSync();
        }
    }

    private void changeSettings() throws Exception {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        changes.put(new ConfigResource(ConfigResource.Type.TOPIC, "empty"),
            List.of(set("max.message.bytes", "123456"), set("retention.ms", "864000000"), set("cleanup.policy", "compact,delete")));
        changes.put(new ConfigResource(ConfigResource.Type.BROKER, ""),
            List.of(set("log.cleaner.backoff.ms", "300"), set("log.cleaner.dedupe.buffer.size", "4194304"),
                set("message.max.bytes", "1100000")));
        int broker = Collections.min(brokers());
        changes.put(new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker)),
            List.of(set("log.cleaner.threads", "2")));
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    private Set<Integer> brokers() throws Exception {
        return admin.describeCluster().nodes().get().stream().map(node -> node.id()).collect(Collectors.toSet());
    }

    /** Committed and aborted ones, of two producers at once, also over segments; if wanted one that stays open. */
    private void runTransactions(int round, boolean leaveOpen) throws Exception {
        var random = new Random(round);
        Map<String, String> settings = Map.of("transaction.timeout.ms", "890000", "batch.size", "4000");
        var one = producer("one", with(settings, "transactional.id", "one"));
        var two = producer("two", with(settings, "transactional.id", "two"));
        one.initTransactions();
        two.initTransactions();
        for (int i = 0; i < 30; i++) {
            one.beginTransaction();
            two.beginTransaction();
            for (int n = 0; n < 40; n++) {
                byte[] value = new byte[1_000];
                random.nextBytes(value);
                var producer = n % 2 == 0 ? one : two;
                String topic = n % 8 < 6 ? "transactions" : "compacted";
                producer.send(new ProducerRecord<>(topic, n % 4 / 2, bytes("key-" + random.nextInt(40)), value));
                if (n % 10 == 9) producer.flush();
            }
            if (i % 3 == 0) one.abortTransaction();
            else one.commitTransaction();
            if (i % 4 == 0) two.abortTransaction();
            else two.commitTransaction();
        }
        commitInTransaction(one, "committed", 0, 3 * round);
        one.commitTransaction();
        commitInTransaction(one, "aborted", 1, round);
        one.abortTransaction();
        if (leaveOpen) {
            commitInTransaction(one, "open", 1, 7 * round);
            sendAll(one, numbered("transactions", 10, 100));
        } else {
            one.close();
            two.close();
        }
    }

    private void commitInTransaction(KafkaProducer<byte[], byte[]> producer, String metadata, int partition, long offset) {
        producer.beginTransaction();
        var committed = Map.of(new TopicPartition("codecs", partition), new OffsetAndMetadata(offset, metadata));
        producer.sendOffsetsToTransaction(committed, groupMetadata("transactional"));
    }

    /** Of a consumer that assigns its partitions itself. */
    private ConsumerGroupMetadata groupMetadata(String groupId) {
        var config = config();
        config.put("group.id", groupId);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // What is seen

    private List<String> view() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("cluster " + admin.describeCluster().clusterId().get());
        var names = new TreeSet<>(admin.listTopics().names().get());
        // Their deletion may still be on its way.
        names.removeIf(name -> name.startsWith("gone-"));
        var topics = new TreeMap<>(admin.describeTopics(names).allTopicNames().get());
        for (TopicDescription topic : topics.values()) viewTopic(topic, lines);
        viewSettings(names, lines);
        viewGroups(lines);
        return lines;
    }

    private void viewTopic(TopicDescription topic, List<String> lines) throws Exception {
        lines.add(String.format("topic %s id %s", topic.name(), topic.topicId()));
        for (var partition : topic.partitions()) {
            lines.add(String.format("replicas %s-%d %s", topic.name(), partition.partition(),
                partition.replicas().stream().map(node -> node.id()).toList()));
        }
        List<TopicPartition> partitions = partitionsOf(topic.name());
        var begins = offsets(partitions, OffsetSpec.earliest());
        var ends = ends(partitions, "read_uncommitted");
        var stable = ends(partitions, "read_committed");
        // Of a coordinator's own topics, records come and go by themselves.
        boolean isInternal = topic.name().startsWith("__");
        boolean isCompacted = topic.name().equals("compacted");
        if (isInternal) return;
        for (TopicPartition partition : partitions) {
            lines.add(String.format("offsets %s begin %d stable %d end %d", partition,
                isCompacted ? 0 : begins.get(partition), stable.get(partition), ends.get(partition)));
        }
        for (String isolation : List.of("read_uncommitted", "read_committed")) {
            // What aborted records are there is compaction's business.
            if (isCompacted && isolation.equals("read_uncommitted")) continue;
            for (var digest : digests(partitions, isolation, isCompacted).entrySet()) {
                lines.add(String.format("records %s %s %s", digest.getKey(), isolation, digest.getValue()));
            }
        }
        if (!isCompacted) viewTimes(partitions, lines);
    }

    private void viewTimes(List<TopicPartition> partitions, List<String> lines) throws Exception {
        if (partitions.get(0).topic().equals("times")) {
            long beyondLastMs = FIRST_TIMESTAMP_MS + 15_000_000;
            for (long timestampMs = FIRST_TIMESTAMP_MS; timestampMs < beyondLastMs; timestampMs += 377_777) {
                lines.add("at " + timestampMs + " " + byTime(partitions, OffsetSpec.forTimestamp(timestampMs)));
            }
        }
        // Of a log that was trimmed Kafka may name a record that is gone.
        if (!partitions.get(0).topic().equals("deleted")) {
            lines.add("newest " + byTime(partitions, OffsetSpec.maxTimestamp()));
        }
    }

    private String byTime(List<TopicPartition> partitions, OffsetSpec spec) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (var partition : partitions) wanted.put(partition, spec);
        var found = new TreeMap<String, String>();
        admin.listOffsets(wanted).all().get().forEach((partition, info) ->
            found.put(partition.toString(), info.offset() + "@" + info.timestamp()));
        return found.toString();
    }

    private void viewSettings(Set<String> topics, List<String> lines) throws Exception {
        List<ConfigResource> resources = new ArrayList<>();
        for (String topic : topics) resources.add(new ConfigResource(ConfigResource.Type.TOPIC, topic));
        for (int broker : new TreeSet<>(brokers())) {
            resources.add(new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker)));
        }
        resources.add(new ConfigResource(ConfigResource.Type.BROKER, ""));
        var described = admin.describeConfigs(resources).all().get();
        for (ConfigResource resource : resources) {
            var entries = new TreeMap<String, String>();
            for (ConfigEntry entry : described.get(resource).entries()) {
                boolean isTopic = resource.type() == ConfigResource.Type.TOPIC;
                boolean isDynamic = entry.source().name().startsWith("DYNAMIC");
                if (isTopic || isDynamic) entries.put(entry.name(), entry.value() + " by " + entry.source());
            }
            entries.forEach((name, value) -> lines.add(
                String.format("setting %s '%s' %s = %s", resource.type(), resource.name(), name, value)));
        }
    }

    private void viewGroups(List<String> lines) throws Exception {
        var ids = new TreeSet<>(admin.listGroups().all().get().stream().map(GroupListing::groupId).toList());
        for (String id : ids) {
            Map<TopicPartition, OffsetAndMetadata> offsets;
            try {
                offsets = admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
            } catch (ExecutionException error) {
                if (!(error.getCause() instanceof GroupIdNotFoundException)) throw error;
                continue;
            }
            var sorted = new TreeMap<String, String>();
            offsets.forEach((partition, offset) -> sorted.put(partition.toString(),
                offset.offset() + " '" + offset.metadata() + "' " + offset.leaderEpoch()));
            sorted.forEach((partition, offset) -> lines.add(String.format("committed %s %s %s", id, partition, offset)));
        }
    }

    private List<TopicPartition> partitionsOf(String topic) throws Exception {
        for (long deadlineMs = System.currentTimeMillis() + TIMEOUT_MS; ; Thread.sleep(50)) {
            try {
                var description = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
                if (description.partitions().stream().allMatch(partition -> partition.leader() != null)) {
                    return description.partitions().stream().map(info -> new TopicPartition(topic, info.partition())).toList();
                }
            } catch (ExecutionException error) {
                if (!(error.getCause() instanceof UnknownTopicOrPartitionException)) throw error;
            }
            if (System.currentTimeMillis() > deadlineMs) throw new IllegalStateException(topic + " has no leaders");
        }
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, String isolation) throws Exception {
        try (var consumer = consumer(isolation)) {
            return consumer.endOffsets(partitions);
        }
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (var partition : partitions) wanted.put(partition, spec);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        var config = config();
        config.put("enable.auto.commit", "false");
        config.put("isolation.level", isolation);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Of all records in their order, or of the newest of each key. */
    private TreeMap<String, String> digests(List<TopicPartition> partitions, String isolation, boolean newestOnly)
            throws Exception {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new HashMap<>();
        try (var consumer = consumer(isolation)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long deadlineMs = System.currentTimeMillis() + TIMEOUT_MS;
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                if (System.currentTimeMillis() > deadlineMs) throw new IllegalStateException("no end of " + partitions);
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var partition = new TopicPartition(record.topic(), record.partition());
                    all.computeIfAbsent(partition, each -> new ArrayList<>()).add(record);
                }
            }
        }
        var digests = new TreeMap<String, String>();
        for (TopicPartition partition : partitions) {
            List<ConsumerRecord<byte[], byte[]>> records = all.getOrDefault(partition, List.of());
            digests.put(partition.toString(), digest(newestOnly ? newest(records) : records));
        }
        return digests;
    }

    private static List<ConsumerRecord<byte[], byte[]>> newest(List<ConsumerRecord<byte[], byte[]>> records) {
        var newest = new TreeMap<String, ConsumerRecord<byte[], byte[]>>();
        for (var record : records) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) newest.remove(key);
            else newest.put(key, record);
        }
        return List.copyOf(newest.values());
    }

    private static String digest(List<ConsumerRecord<byte[], byte[]>> records) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256");
        try (var output = new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash))) {
            for (var record : records) {
                output.writeLong(record.offset());
                output.writeLong(record.timestamp());
                output.writeInt(record.timestampType().id);
                output.writeInt(record.leaderEpoch().orElse(-1));
                write(output, record.key());
                write(output, record.value());
                for (Header header : record.headers()) {
                    write(output, bytes(header.key()));
                    write(output, header.value());
                }
            }
        }
        return records.size() + ":" + HexFormat.of().formatHex(hash.digest()).substring(0, 16);
    }

    private static void write(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) output.write(bytes);
    }
}
