export const brokerMetricsInKorean: Readonly<Record<string, string>> = {
  'metrics.num.samples': '메트릭을 계산하려고 보관하는 표본의 수입니다.',
  'metrics.sample.window.ms': '메트릭의 표본 하나의 시간입니다.',
  'metric.reporters': 'JMX로 공개하는 것처럼, 모든 메트릭을 전달받는 클래스입니다.',
  'metrics.recording.level': '어느 메트릭을 기록할지 정합니다. INFO, 또는 더 자세한 DEBUG와 TRACE입니다.',
  'kafka.metrics.reporters': '예전 방식의 브로커 메트릭을 보고하는 클래스입니다.',
  'kafka.metrics.polling.interval.secs': '예전 방식의 메트릭을 보고하는 간격이며, 단위는 초입니다.',
  'telemetry.max.bytes':
    '한 번에 받는 클라이언트 메트릭의 최대 크기입니다. 클라이언트가 압축한 크기로 셉니다.',
};
