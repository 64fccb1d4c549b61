/**
 * What this node serves: APIs with their versions, and features, supported and finalized. v3 carries the client's
 * software, which is kept for its connection. An unknown version is answered by the pipeline (KIP-511).
 */
import { type Api, ApiVersions, ErrorCode } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

const KRAFT_VERSION = 'kraft.version';
/** What client software may be called (ApiVersionsRequest.SOFTWARE_NAME_VERSION_PATTERN). */
const SOFTWARE_TEXT = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;
/** Before v4 a range that begins at 0 confuses clients (KAFKA-17011). */
const ZERO_MIN_SINCE = 4;

export function advertisedApis(
  apis: readonly Api[],
): { apiKey: number; minVersion: number; maxVersion: number }[] {
  return apis
    .map(({ key, advertisedMinVersion, maxVersion }) => ({
      apiKey: key,
      minVersion: advertisedMinVersion,
      maxVersion,
    }))
    .sort((a, b) => a.apiKey - b.apiKey);
}

export const apiVersions = defineHandler(ApiVersions, (request, context, broker) => {
  const { connection, apiVersion } = context;
  const { clientSoftwareName, clientSoftwareVersion } = request;
  if (apiVersion >= 3) {
    if (!SOFTWARE_TEXT.test(clientSoftwareName) || !SOFTWARE_TEXT.test(clientSoftwareVersion))
      return { errorCode: ErrorCode.INVALID_REQUEST, apiKeys: [] };
    connection.softwareName = clientSoftwareName;
    connection.softwareVersion = clientSoftwareVersion;
  }
  broker.env.facts.report({
    kind: 'client-identified',
    connectionId: connection.id,
    clientId: context.clientId,
    softwareName: connection.softwareName,
    softwareVersion: connection.softwareVersion,
  });
  const image = broker.image();
  const supported = new Map(image.brokers.get(broker.nodeId)?.features);
  supported.set(KRAFT_VERSION, { min: 0, max: 1 });
  const finalized = new Map([[KRAFT_VERSION, broker.kraftVersion], ...image.features]);
  return {
    errorCode: ErrorCode.NONE,
    apiKeys: advertisedApis(broker.apis(connection.listener)),
    supportedFeatures: [...supported]
      .filter(([, { min }]) => min > 0 || apiVersion >= ZERO_MIN_SINCE)
      .map(([name, { min, max }]) => ({ name, minVersion: min, maxVersion: max })),
    finalizedFeaturesEpoch: Math.max(image.endOffset - 1, 0),
    finalizedFeatures: [...finalized]
      .filter(([, level]) => level > 0)
      .map(([name, level]) => ({ name, maxVersionLevel: level, minVersionLevel: level })),
    zkMigrationReady: false,
  };
});
