internal import CanonicalJSON
internal import PromptTemplate

/// A tag with which a text of Langfuse includes another prompt:
/// `@@@langfusePrompt:name=NAME|version=N@@@` or `…|label=LABEL@@@`.
struct CompositionTag: Hashable, Sendable {
  /// Which version is meant.
  enum Target: Hashable, Sendable {
    /// That of a number.
    case version(Int)
    /// The one that has a label now.
    case label(UTF8Key)
  }

  /// The name of the other prompt.
  let name: UTF8Key
  /// Which of its versions.
  let target: Target

  /// A stretch of a text.
  enum Piece {
    /// What stands for itself.
    case text(String)
    /// A tag.
    case tag(CompositionTag)
  }

  private static let begin = Array("@@@langfusePrompt:".utf8)
  private static let end = Array("@@@".utf8)

  /// The tag between its signs; `nil` for what is none, which Langfuse takes for text.
  private init?(_ inside: ArraySlice<UInt8>) {
    let parts = inside.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count == 2, let name = CompositionTag.value(of: "name=", parts[0]),
      !name.isEmpty
    else { return nil }
    self.name = UTF8Key(name)
    if let text = CompositionTag.value(of: "version=", parts[1]), let number = Int(text) {
      target = .version(number)
    } else if let label = CompositionTag.value(of: "label=", parts[1]), !label.isEmpty {
      target = .label(UTF8Key(label))
    } else {
      return nil
    }
  }

  private static func value(of key: String, _ part: ArraySlice<UInt8>) -> String? {
    guard part.starts(with: key.utf8) else { return nil }
    return String(decoding: part.dropFirst(key.utf8.count), as: UTF8.self)
  }

  /// A text in pieces.
  static func pieces(of text: String) -> [Piece] {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return [.text(text)] }
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    var start = 0
    var index = 0
    while let open = find(begin, in: bytes, from: index) {
      guard let close = find(end, in: bytes, from: open + begin.count) else { break }
      index = close + end.count
      guard let tag = CompositionTag(bytes[(open + begin.count)..<close]) else {
        // Its end may be the beginning of the next.
        index = open + begin.count
        continue
      }
      if start < open { pieces.append(.text(String(decoding: bytes[start..<open], as: UTF8.self))) }
      pieces.append(.tag(tag))
      start = index
    }
    if start < bytes.count || pieces.isEmpty {
      pieces.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
    }
    return pieces
  }

  private static func find(_ sign: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + sign.count <= bytes.count {
      if bytes[index] == sign[0], bytes[index..<(index + sign.count)].elementsEqual(sign) {
        return index
      }
      index += 1
    }
    return nil
  }

  /// The tags of a text, each once, in their order.
  static func tags(in text: String) -> [CompositionTag] {
    var seen: Set<CompositionTag> = []
    return pieces(of: text).compactMap { piece in
      guard case .tag(let tag) = piece, seen.insert(tag).inserted else { return nil }
      return tag
    }
  }
}

extension LangfuseVersion.Content {
  /// What it includes, each once, in the order of the text.
  var inclusions: [CompositionTag] {
    switch self {
    case .text(let text): return CompositionTag.tags(in: text)
    case .chat(let elements):
      var found: [CompositionTag] = []
      var seen: Set<CompositionTag> = []
      for element in elements {
        guard case .message(let message) = element else { continue }
        for part in message.parts {
          guard case .text(let text) = part else { continue }
          found += CompositionTag.tags(in: text.written).filter { seen.insert($0).inserted }
        }
      }
      return found
    }
  }
}

extension LangfusePrompt {
  /// The names of the prompts that its versions include.
  var included: [String] {
    versions.values.flatMap { result -> [String] in
      switch result {
      case .success(let version): version.inclusions.map(\.name.text)
      case .failure: []
      }
    }
  }
}
