import java.io.File;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.LocalLog;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.LogSegments;

/** A segment whose offsets do not fit its indexes, parted by Apache Kafka itself. */
final class StorageSplit {
    private StorageSplit() {}

    static void split(File folder, long baseOffset) throws Exception {
        var partition = new TopicPartition("compacted", 0);
        var config = new LogConfig(Map.of("index.interval.bytes", "100", "segment.bytes", "1048576"));
        var scheduler = new KafkaScheduler(1);
        scheduler.startup();
        try (var segments = new LogSegments(partition)) {
            var segment = LogSegment.open(folder, baseOffset, config, Time.SYSTEM, true, 0, false, "");
            segments.add(segment);
            LocalLog.splitOverflowedSegment(segment, segments, folder, partition, config, scheduler,
                new LogDirFailureChannel(1), "");
        } finally {
            scheduler.shutdown();
        }
    }
}
