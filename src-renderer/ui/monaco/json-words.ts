/**
 * Korean words for what Monaco's JSON worker finds in a text. Monaco has words of its own in many languages, but not for
 * these: the worker knows English only.
 */
const KOREAN: Readonly<Record<string, string>> = {
  'Array does not contain required item.': '배열에 있어야 하는 항목이 없습니다.',
  'Array has duplicate items.': '배열에 같은 항목이 있습니다.',
  'Array has too few items that match the contains contraint. Expected {0} or more.':
    'contains에 맞는 항목이 너무 적습니다. {0}개 이상이어야 합니다.',
  'Array has too few items. Expected {0} or more.': '배열의 항목이 너무 적습니다. {0}개 이상이어야 합니다.',
  'Array has too many items according to schema. Expected {0} or fewer.':
    '배열의 항목이 스키마보다 많습니다. {0}개 이하여야 합니다.',
  'Array has too many items that match the contains contraint. Expected {0} or less.':
    'contains에 맞는 항목이 너무 많습니다. {0}개 이하여야 합니다.',
  'Array has too many items. Expected {0} or fewer.': '배열의 항목이 너무 많습니다. {0}개 이하여야 합니다.',
  'Colon expected': '콜론이 있어야 합니다',
  'Comments are not permitted in JSON.': 'JSON에는 주석을 쓸 수 없습니다.',
  'Duplicate object key': '객체에 같은 키가 있습니다',
  'End of file expected.': '여기에서 끝나야 합니다.',
  'Expected a JSON object, array or literal.': 'JSON 객체, 배열 또는 리터럴이어야 합니다.',
  'Expected comma': '쉼표가 있어야 합니다',
  'Expected comma or closing brace': '쉼표나 닫는 중괄호가 있어야 합니다',
  'Expected comma or closing bracket': '쉼표나 닫는 대괄호가 있어야 합니다',
  'Incorrect type. Expected "{0}".': '타입이 맞지 않습니다. "{0}"이어야 합니다.',
  'Incorrect type. Expected one of {0}.': '타입이 맞지 않습니다. {0} 중 하나여야 합니다.',
  'Invalid characters in string. Control characters must be escaped.':
    '문자열에 쓸 수 없는 문자가 있습니다. 제어 문자는 이스케이프해야 합니다.',
  'Invalid color format. Use #RGB, #RGBA, #RRGGBB or #RRGGBBAA.':
    '색 형식이 올바르지 않습니다. #RGB, #RGBA, #RRGGBB 또는 #RRGGBBAA를 쓰세요.',
  'Invalid escape character in string.': '문자열에 잘못된 이스케이프 문자가 있습니다.',
  'Invalid number format.': '숫자 형식이 올바르지 않습니다.',
  'Invalid unicode sequence in string.': '문자열에 잘못된 유니코드 시퀀스가 있습니다.',
  'Item does not match any validation rule from the array.': '배열의 어떤 규칙에도 맞지 않는 항목입니다.',
  'Matches a schema that is not allowed.': '맞으면 안 되는 스키마에 맞습니다.',
  'Matches multiple schemas when only one must validate.': '하나에만 맞아야 하는데 여러 스키마에 맞습니다.',
  'Missing property "{0}".': '"{0}" 속성이 없습니다.',
  'Object has fewer properties than the required number of {0}': '객체의 속성이 {0}개보다 적습니다',
  'Object has more properties than limit of {0}.': '객체의 속성이 {0}개보다 많습니다.',
  'Object is missing property {0} required by property {1}.': '{1} 속성이 있으면 {0} 속성도 있어야 합니다.',
  'Property expected': '속성이 있어야 합니다',
  'Property keys must be doublequoted': '속성의 키는 큰따옴표로 감싸야 합니다',
  'Property {0} is not allowed.': '{0} 속성은 허용되지 않습니다.',
  'String does not match the pattern of "{0}".': '문자열이 패턴 "{0}"에 맞지 않습니다.',
  'String is longer than the maximum length of {0}.': '문자열이 최대 길이 {0}보다 깁니다.',
  'String is not a RFC3339 date-time.': 'RFC3339 날짜와 시각(date-time)이 아닙니다.',
  'String is not a RFC3339 date.': 'RFC3339 날짜(date)가 아닙니다.',
  'String is not a RFC3339 time.': 'RFC3339 시각(time)이 아닙니다.',
  'String is not a URI: {0}': 'URI가 아닙니다: {0}',
  'String is not a hostname.': '호스트 이름이 아닙니다.',
  'String is not an IPv4 address.': 'IPv4 주소가 아닙니다.',
  'String is not an IPv6 address.': 'IPv6 주소가 아닙니다.',
  'String is not an e-mail address.': '이메일 주소가 아닙니다.',
  'String is shorter than the minimum length of {0}.': '문자열이 최소 길이 {0}보다 짧습니다.',
  'Trailing comma': '마지막 항목 뒤에 쉼표가 있습니다',
  'URI expected.': 'URI가 있어야 합니다.',
  'URI is expected.': 'URI가 있어야 합니다.',
  'URI with a scheme is expected.': '스킴이 있는 URI여야 합니다.',
  'Unexpected end of comment.': '주석이 끝나지 않았습니다.',
  'Unexpected end of number.': '숫자가 끝나지 않았습니다.',
  'Unexpected end of string.': '문자열이 끝나지 않았습니다.',
  'Value expected': '값이 있어야 합니다',
  'Value is above the exclusive maximum of {0}.': '값이 {0}보다 작아야 합니다.',
  'Value is above the maximum of {0}.': '값이 최댓값 {0}보다 큽니다.',
  'Value is below the exclusive minimum of {0}.': '값이 {0}보다 커야 합니다.',
  'Value is below the minimum of {0}.': '값이 최솟값 {0}보다 작습니다.',
  'Value is deprecated': '더는 쓰지 않는 값입니다',
  'Value is not accepted. Valid values: {0}.': '허용되지 않는 값입니다. 쓸 수 있는 값: {0}.',
  'Value is not divisible by {0}.': '값이 {0}(으)로 나누어떨어지지 않습니다.',
  'Value must be {0}.': '값은 {0}이어야 합니다.',
  // What is wrong with the schema itself.
  "$ref '{0}' in '{1}' can not be resolved.": "'{1}'의 $ref '{0}'을(를) 찾을 수 없습니다.",
  'Draft-03 schemas are not supported.': 'Draft-03 스키마는 지원하지 않습니다.',
  "Duplicate anchor declaration: '{0}'": "앵커가 두 번 선언되었습니다: '{0}'",
  "Problem reading content from '{0}': UTF-8 with BOM detected, only UTF 8 is allowed.":
    "'{0}'을(를) 읽지 못했습니다: BOM이 있는 UTF-8입니다. BOM이 없는 UTF-8이어야 합니다.",
  "Problems loading reference '{0}': {1}": "참조 '{0}'을(를) 불러오지 못했습니다: {1}",
  'The schema uses meta-schema features ({0}) that are not yet supported by the validator.':
    '스키마가 아직 지원하지 않는 메타 스키마 기능({0})을 씁니다.',
  "Unable to load schema from '{0}'. No schema request service available":
    "'{0}'에서 스키마를 불러올 수 없습니다. 함께 등록된 참조에 없습니다",
  "Unable to load schema from '{0}': No content.": "'{0}'에서 스키마를 불러올 수 없습니다: 내용이 없습니다.",
  "Unable to load schema from '{0}': {1}.": "'{0}'에서 스키마를 불러올 수 없습니다: {1}.",
  "Unable to parse content from '{0}': Parse error at offset {1}.":
    "'{0}'을(를) 해석할 수 없습니다: 위치 {1}에 오류가 있습니다.",
};

interface Saying {
  readonly pattern: RegExp;
  /** Which gap each group of the pattern is. */
  readonly gaps: readonly string[];
  readonly korean: string;
}

let sayings: readonly Saying[] | undefined;

/** The Korean of a finding; what is none of the worker's words (a schema can bring an own one) stays as it is. */
export function inKorean(finding: string): string {
  sayings ??= Object.entries(KOREAN)
    // What says more in words of its own says more exactly what a finding is.
    .toSorted(([a], [b]) => ownLength(b) - ownLength(a))
    .map(([english, korean]) => {
      const pieces = english.split(/\{(\d)\}/);
      const own = pieces.filter((_, index) => index % 2 === 0);
      return {
        pattern: new RegExp(`^${own.map((piece) => RegExp.escape(piece)).join('(.*)')}$`, 's'),
        gaps: pieces.filter((_, index) => index % 2 === 1),
        korean,
      };
    });
  for (const { pattern, gaps, korean } of sayings) {
    const found = pattern.exec(finding);
    if (found === null) continue;
    const values = Object.fromEntries(gaps.map((gap, index) => [gap, found[index + 1]!]));
    return korean.replaceAll(/\{(\d)\}/g, (_, gap: string) => inKorean(values[gap]!));
  }
  return finding;
}

function ownLength(english: string): number {
  return english.replaceAll(/\{\d\}/g, '').length;
}
