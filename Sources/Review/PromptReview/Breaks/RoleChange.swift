internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// The difference between the roles of the messages that two contents make.
struct RoleChange {
  private let before: RoleSequence
  private let after: RoleSequence

  init(from: ReadContent, to: ReadContent) {
    before = RoleSequence(from)
    after = RoleSequence(to)
  }

  /// What those have to know who operate the prompt.
  var breaks: [ContractBreak] {
    if before.names == after.names { return [] }
    let same = zip(before.names, after.names).prefix { $0 == $1 }.count
    let place = after.marks.dropFirst(same).first?.place ?? after.marks.last?.place ?? .whole
    return [
      ContractBreak(
        .runtime, "roles-changed", "", "the roles are \(after) now, and were \(before)", at: place)
    ]
  }
}

/// The messages that a template makes: by its dialect, or in plain and strict as dotprompt reads the
/// text: `{{role "system"}}` and `{{history}}`.
struct RoleSequence: CustomStringConvertible {
  struct Mark {
    let name: String
    let start: TextPosition
    let length: Int

    var place: ContractBreak.Place {
      .template(start, end: TextPosition(line: start.line, column: start.column + length))
    }
  }

  /// The marks in the text; of Handlebars none, since roles stand in blocks.
  let marks: [Mark]

  /// The roles and lists in their order.
  let names: [String]

  init(_ content: ReadContent) {
    switch content.content.dialect {
    case .handlebars, .jinja: self.init(names: content.analysis.roles)
    case .chat: self.init(chat: content.template)
    case .plain, .strict: self.init(plain: content)
    }
  }

  private init(names: [String]) {
    self.names = names
    marks = []
  }

  private init(chat template: Template) {
    let source = template.source
    var position = TextPosition(line: 1, column: 1)
    var offset = 0
    func advance(to end: Int) {
      for byte in source[offset..<max(offset, min(end, source.count))] {
        position.advance(past: byte)
      }
      offset = max(offset, min(end, source.count))
    }
    marks = template.messageMarkers.compactMap { marker in
      let name: String
      switch marker.kind {
      case .role(let role): name = role
      case .list(let list): name = list
      case .media: return nil
      }
      advance(to: marker.range.lowerBound)
      let start = position
      advance(to: marker.range.upperBound)
      return Mark(name: name, start: start, length: position.column - start.column)
    }
    names = marks.map(\.name)
  }

  private init(plain content: ReadContent) {
    let roles = content.template.strayBraces.compactMap { braces in
      Self.role(in: braces.excerpt).map {
        Mark(name: $0, start: braces.position, length: braces.excerpt.unicodeScalars.count)
      }
    }
    let history = content.variables.first { $0.name == "history" }?.places ?? []
    marks = (roles + history.map { Mark(name: "history", start: $0, length: 11) })
      .sorted { $0.start < $1.start }
    names = marks.map(\.name)
  }

  /// The first roles in words.
  var description: String {
    if names.isEmpty { return "not said" }
    return names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// The role that braces name.
  private static func role(in excerpt: String) -> String? {
    let inside = Array(excerpt.utf8.drop { $0 == UInt8(ascii: "{") || isBlank($0) || isTilde($0) })
    guard inside.starts(with: "role".utf8) else { return nil }
    let rest = inside.dropFirst(4).drop(while: isBlank)
    guard rest.count < inside.count - 4, let quote = rest.first,
      quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let end = rest.dropFirst().firstIndex(of: quote)
    else { return nil }
    let close = rest[(end + 1)...].drop { isBlank($0) || isTilde($0) }
    guard close.starts(with: "}}".utf8) else { return nil }
    return String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isTilde(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "~") }
}
