internal import CYAML

/// libyaml's parser over a header's bytes, which it owns for its own life.
///
/// Gives the content of one document as values; no pointer leaves it.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  /// Where each character begins, unless all are ASCII: libyaml counts characters.
  private let characters: [Int]?
  private var documents = 0

  /// A parser for bytes that are valid UTF-8.
  init(_ bytes: [UInt8]) throws(YAMLError) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw YAMLError("there is not enough memory to read the header", at: 0)
    }
    input = .allocate(capacity: max(bytes.count, 1))
    _ = input.initialize(from: bytes)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      characters = nil
    } else {
      characters = bytes.indices.filter { bytes[$0] & 0xc0 != 0x80 } + [bytes.count]
    }
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event; nil at the end of the only document there may be.
  mutating func next() throws(YAMLError) -> YAMLEvent? {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
      defer { yaml_event_delete(&event) }
      let range = offset(event.start_mark)..<max(offset(event.start_mark), offset(event.end_mark))
      switch event.type {
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return nil
      case YAML_DOCUMENT_START_EVENT:
        documents += 1
        guard documents == 1 else {
          throw YAMLError("the header holds more than one YAML document", at: range.lowerBound)
        }
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
      case YAML_ALIAS_EVENT:
        throw YAMLError(
          "aliases are not read", at: range.lowerBound,
          hint: "Write the value out, or quote a text that begins with *")
      default: return YAMLEvent(kind: try kind(of: event, at: range.lowerBound), range: range)
      }
    }
  }

  private func kind(
    of event: yaml_event_t, at offset: Int
  ) throws(YAMLError) -> YAMLEvent.Kind {
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      try refuse(anchor: scalar.anchor, tag: scalar.tag, at: offset)
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return .scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      try refuse(anchor: sequence.anchor, tag: sequence.tag, at: offset)
      return .sequenceStart
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      try refuse(anchor: mapping.anchor, tag: mapping.tag, at: offset)
      return .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    default: return .mappingEnd
    }
  }

  private func refuse(
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?,
    at offset: Int
  ) throws(YAMLError) {
    if anchor != nil {
      throw YAMLError(
        "anchors are not read", at: offset, hint: "Quote a text that begins with &")
    }
    if tag != nil {
      throw YAMLError("tags are not read", at: offset, hint: "Quote a text that begins with !")
    }
  }

  private func offset(_ mark: yaml_mark_t) -> Int {
    guard let characters else { return min(mark.index, input.count) }
    return characters[min(mark.index, characters.count - 1)]
  }

  private var problem: YAMLError {
    let state = parser.pointee
    let message = state.problem.map { String(cString: $0) } ?? "the header is no YAML"
    if state.error == YAML_READER_ERROR {
      return YAMLError(
        "the header holds a character that YAML does not allow", at: state.problem_offset,
        hint: "Write it as an escape in double quotes, such as \"\\u0007\"")
    }
    let context = state.context.map { " \(String(cString: $0))" } ?? ""
    return YAMLError("not valid YAML: \(message)\(context)", at: offset(state.problem_mark))
  }
}

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

/// Why a header is not the YAML that is read here, and where.
struct YAMLError: Error {
  /// What is wrong.
  let message: String

  /// The byte in the header where it is wrong.
  let offset: Int

  /// What to do about it, if anything is known to help.
  let hint: String?

  /// What is wrong with the file, where the way out depends on the program.
  let problem: PromptFileError.Problem?

  init(
    _ message: String, at offset: Int, hint: String? = nil,
    problem: PromptFileError.Problem? = nil
  ) {
    self.message = message
    self.offset = offset
    self.hint = hint
    self.problem = problem
  }
}
