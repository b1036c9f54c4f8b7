/// One event of a YAML document, with the bytes it was read from.
struct YAMLEvent {
  enum Kind {
    case scalar(String, isPlain: Bool)
    case sequenceStart
    case sequenceEnd
    case mappingStart(isFlow: Bool)
    case mappingEnd
  }

  let kind: Kind
  /// The bytes it was read from; a block collection ends where the next thing begins.
  let range: Range<Int>
}
