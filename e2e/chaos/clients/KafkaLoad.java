import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The load by Kafka's own Java client.
 *
 * <pre>
 *   KafkaLoad produce BOOTSTRAP TOPIC PARTITIONS PRODUCER RECORDS_PER_SECOND
 * </pre>
 *
 * The lines it prints are described in load-events.ts, the records in record.ts. It ends when standard input does.
 */
public final class KafkaLoad {
    private static final int RECORDS_PER_GROUP = 5;
    private static final int MOST_GROUPS_UNDER_WAY = 40;

    private static volatile boolean stopping;

    public static void main(String[] args) throws Exception {
        Thread reader = new Thread(KafkaLoad::waitForEndOfInput);
        reader.setDaemon(true);
        reader.start();
        produce(args[1], args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]), Double.parseDouble(args[5]));
    }

    private static void waitForEndOfInput() {
        try {
            while (System.in.read() >= 0) continue;
        } catch (IOException end) {
            // As good as its end.
        }
        stopping = true;
    }

    private static void produce(String bootstrap, String topic, int partitions, int number, double rate) throws Exception {
        Map<Long, String[]> underWay = new HashMap<>();
        KafkaProducer<byte[], byte[]> producer = makeProducer(bootstrap);
        String[] failure = new String[1];
        long intervalNs = (long) (1e9 * RECORDS_PER_GROUP / rate);
        long dueNs = System.nanoTime();
        long sequence = 0;
        int life = 0;
        for (long group = 0; !stopping; ) {
            long waitMs = (dueNs - System.nanoTime()) / 1_000_000;
            if (waitMs > 0) Thread.sleep(waitMs);
            dueNs = Math.max(dueNs + intervalNs, System.nanoTime());
            String failed;
            synchronized (underWay) {
                failed = failure[0];
                failure[0] = null;
                if (failed == null && underWay.size() >= MOST_GROUPS_UNDER_WAY) continue;
            }
            if (failed != null) {
                // The outcome of a record is not known: a producer whose sequence numbers begin anew goes on.
                say("! send failed: " + failed);
                producer.close(java.time.Duration.ofSeconds(5));
                producer = makeProducer(bootstrap);
                life++;
                continue;
            }
            int partition = (int) (group % partitions);
            say("s " + group + " " + life + " " + partition + " " + sequence + " " + RECORDS_PER_GROUP);
            synchronized (underWay) {
                underWay.put(group, new String[RECORDS_PER_GROUP]);
            }
            for (int index = 0; index < RECORDS_PER_GROUP; index++, sequence++) {
                long groupId = group;
                int at = index;
                byte[] value = encodeRecord(number, sequence, partition);
                producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, error) -> {
                    String end = error != null ? "?" : metadata.hasOffset() ? Long.toString(metadata.offset()) : "~";
                    synchronized (underWay) {
                        if (error != null) failure[0] = error.toString();
                        String[] ends = underWay.get(groupId);
                        ends[at] = end;
                        if (Arrays.asList(ends).contains(null)) return;
                        underWay.remove(groupId);
                        say("e " + groupId + " " + String.join(",", ends));
                    }
                });
            }
            group++;
        }
        producer.close(java.time.Duration.ofSeconds(30));
    }

    private static KafkaProducer<byte[], byte[]> makeProducer(String bootstrap) {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrap);
        config.put("client.id", "chaos-java");
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        config.put("linger.ms", "5");
        config.put("request.timeout.ms", "5000");
        config.put("delivery.timeout.ms", "600000");
        config.put("max.block.ms", "600000");
        config.put("reconnect.backoff.max.ms", "500");
        var serializer = new ByteArraySerializer();
        return new KafkaProducer<>(config, serializer, serializer);
    }

    private static byte[] encodeRecord(int producer, long sequence, int partition) {
        String padding = "x".repeat((int) (sequence * 7919 % 400));
        CRC32 crc = new CRC32();
        crc.update((producer + " " + sequence + " " + partition + " " + padding).getBytes(StandardCharsets.US_ASCII));
        String text = producer + " " + sequence + " " + partition + " " + Long.toHexString(crc.getValue()) + " " + padding;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
