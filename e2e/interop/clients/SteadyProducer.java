import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces steadily with Kafka's own idempotent producer, acks=all, until standard input ends or has a line.
 *
 * <pre>
 *   SteadyProducer BOOTSTRAP TOPIC PARTITIONS RECORDS_PER_SECOND
 * </pre>
 *
 * Each partition gets the values 0, 1, 2… as text, in turn. Prints `acknowledged N` as it goes, and at the end
 * `done N`, with N records in all; fails when any record was refused for good.
 */
public final class SteadyProducer {
    private static final long REPORT_INTERVAL_MS = 50;

    public static void main(String[] args) throws Exception {
        String topic = args[1];
        int partitions = Integer.parseInt(args[2]);
        long intervalNanos = 1_000_000_000L / Long.parseLong(args[3]);
        Properties config = new Properties();
        config.put("bootstrap.servers", args[0]);
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        config.put("request.timeout.ms", "5000");
        AtomicBoolean stopping = new AtomicBoolean();
        Thread listener = new Thread(() -> {
            readOne(System.in);
            stopping.set(true);
        });
        listener.setDaemon(true);
        listener.start();
        AtomicLong acknowledged = new AtomicLong();
        AtomicReference<Exception> failure = new AtomicReference<>();
        var serializer = new ByteArraySerializer();
        long sent = 0;
        try (var producer = new KafkaProducer<>(config, serializer, serializer)) {
            long reportedAtMs = 0;
            long nextAtNanos = System.nanoTime();
            while (!stopping.get() && failure.get() == null) {
                byte[] value = Long.toString(sent / partitions).getBytes(StandardCharsets.UTF_8);
                var record = new ProducerRecord<byte[], byte[]>(topic, (int) (sent % partitions), null, value);
                sent++;
                producer.send(record, (metadata, error) -> {
                    if (error == null) acknowledged.incrementAndGet();
                    else failure.compareAndSet(null, error);
                });
                long nowMs = System.currentTimeMillis();
                if (nowMs - reportedAtMs >= REPORT_INTERVAL_MS) {
                    System.out.println("acknowledged " + acknowledged.get());
                    reportedAtMs = nowMs;
                }
                nextAtNanos += intervalNanos;
                long waitNanos = nextAtNanos - System.nanoTime();
                if (waitNanos > 0) Thread.sleep(waitNanos / 1_000_000, (int) (waitNanos % 1_000_000));
                else nextAtNanos = System.nanoTime();
            }
            producer.flush();
        }
        if (failure.get() != null) throw failure.get();
        System.out.println("done " + sent);
    }

    /** Returns when there is a byte, or never will be. */
    private static void readOne(InputStream input) {
        try {
            input.read();
        } catch (IOException closed) {
            // As good as its end.
        }
    }
}
