public import CanonicalJSON

/// What a search for prompts' files passed over.
public struct SkippedFiles: Sendable, Hashable {
  /// How many files are of no known kind, by the ending of their names; empty for none.
  public private(set) var endings: [String: Int]
  /// Symbolic links and what else is no plain file.
  public var irregular: [String]
  /// Partials of dotprompt, which are parts of prompts and none of their own.
  public var partials: [String]

  /// Makes a list of what was passed over; by default nothing.
  public init(
    endings: [String: Int] = [:], irregular: [String] = [], partials: [String] = []
  ) {
    self.endings = endings
    self.irregular = irregular
    self.partials = partials
  }

  /// Whether nothing was.
  public var isEmpty: Bool { endings.isEmpty && irregular.isEmpty && partials.isEmpty }

  /// How many files are of no known kind.
  public var fileCount: Int { endings.values.reduce(0, +) }

  /// One sentence for each reason, with what was passed over for it.
  public var sentences: [String] {
    var sentences: [String] = []
    if !endings.isEmpty {
      let sorted = endings.sorted { left, right in
        left.value == right.value
          ? left.key.utf8.lexicographicallyPrecedes(right.key.utf8) : left.value > right.value
      }
      var kinds = sorted.prefix(SkippedFiles.shown).map { ending, count in
        "\(count) \(ending.utf8.isEmpty ? "without an ending" : ending)"
      }
      let others = sorted.dropFirst(SkippedFiles.shown).reduce(0) { $0 + $1.value }
      if others > 0 { kinds.append("\(others) others") }
      sentences.append(
        "passed over \(fileCount) file\(fileCount == 1 ? "" : "s") of no known kind "
          + "(\(kinds.joined(separator: ", "))); \(PromptFileKind.hint)")
    }
    for (what, paths) in [
      ("what is a symbolic link or no plain file", irregular),
      ("partials, which are no prompts of their own", partials),
    ] where !paths.isEmpty {
      let others = paths.count - SkippedFiles.shown
      sentences.append(
        "passed over \(what): \(paths.prefix(SkippedFiles.shown).joined(separator: ", "))"
          + (others > 0 ? " and \(others) others" : ""))
    }
    return sentences
  }

  /// What was passed over, for programs: `endings` with a count each, `irregular` and
  /// `partials`.
  public var json: JSONValue {
    let counts = endings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var object = JSONObject()
    for (ending, count) in counts { object[ending] = .integer(count) }
    return [
      "files": .integer(fileCount), "endings": .object(object),
      "irregular": .array(irregular.map { .string($0) }),
      "partials": .array(partials.map { .string($0) }),
    ]
  }

  mutating func add(fileEnding ending: String) { endings[ending, default: 0] += 1 }

  /// How a file's name ends: from its last dot on.
  static func ending(of name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
      return ""
    }
    return String(name[dot...])
  }

  /// How many are named.
  private static let shown = 8
}
