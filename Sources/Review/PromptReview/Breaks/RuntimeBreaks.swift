internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// What a change does not keep for those who pay and operate.
struct RuntimeBreaks {
  let change: ContentChange
  let old: ReadContent
  let new: ReadContent

  var all: [ContractBreak] {
    let tools = ToolChange(from: old, to: new)
    return settings + order + tools.additions + tools.otherDefinitions + reordered(tools) + roles
  }

  private var settings: [ContractBreak] {
    let told = Set(OutputBreaks(change: change, old: old, new: new).toldPaths)
    return change.settings.compactMap { setting in
      guard !isToldElsewhere(setting, told) else { return nil }
      let rule = setting.path.first == "model" ? "model-changed" : "setting-changed"
      return ContractBreak(
        .runtime, rule, setting.name, "\(setting)", at: .setting(setting.path))
    }
  }

  /// Whether another rule is about a setting.
  ///
  /// What `input.schema` says is for callers alone. Of `output.schema` the model is told too, so that
  /// what breaks nothing for a reader may still change the answer.
  private func isToldElsewhere(_ setting: SettingChange, _ told: Set<[String]>) -> Bool {
    let path = setting.path
    switch path.first {
    case "tools", "toolDefs": return true
    case "dialect": return old.content.dialect != new.content.dialect
    case "input" where path.count > 1 && path[1] == "schema": return true
    case "input" where path.count > 2 && path[1] == "default":
      return setting.to == nil && new.asks(for: path[2])
    case "output" where path.count > 1 && path[1] == "format": return true
    case "output" where path.count > 1 && path[1] == "schema":
      return (0...path.count).contains { told.contains(Array(path.prefix($0))) }
    default: return false
    }
  }

  /// Keys in another order. What is listed by name means the same in any order, but a model answers
  /// in the order that it is told.
  private var order: [ContractBreak] {
    change.reordered.compactMap { path in
      if path.starts(with: ["input", "schema"]) || path.first.map(Self.isTools) == true {
        return nil
      }
      let name = path.joined(separator: ".")
      let whose = path.isEmpty ? "the header" : name
      return ContractBreak(
        .runtime, "setting-changed", name, "the keys of \(whose) stand in another order",
        at: path.isEmpty ? .whole : .setting(path))
    }
  }

  private func reordered(_ tools: ToolChange) -> [ContractBreak] {
    guard tools.isReordered else { return [] }
    return [
      ContractBreak(
        .runtime, "setting-changed", "tools", "the tools stand in another order",
        at: .setting([new.content.config?["tools"] == nil ? "toolDefs" : "tools"]))
    ]
  }

  private static func isTools(_ key: String) -> Bool { key == "tools" || key == "toolDefs" }

  private var roles: [ContractBreak] {
    let (before, after) = (RoleSequence(old), RoleSequence(new))
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
