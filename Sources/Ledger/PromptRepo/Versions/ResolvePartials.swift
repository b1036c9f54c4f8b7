internal import Handlebars
public import PromptTemplate

/// A reason why a version's partials cannot be included.
public enum PartialRefusal: Error, Sendable, Hashable {
  /// The header has no pin for this partial.
  case notPinned(PromptName)
  /// No version of the prompt has the hash that it is pinned to.
  case missing(PromptName, VersionHash)
  /// There is no prompt of this name any more, or not yet, and none has the pinned hash.
  case gone(PromptName, VersionHash)
  /// No prompt can have this name.
  case unnamable(String)
  /// The partial is a chat, or of a dialect that the including text cannot include.
  case unsuitable(PromptName, Dialect, in: Dialect)
  /// Partials lie too deep in each other, are too many or too long.
  case limit(String)
}

extension PartialRefusal {
  /// The pin whose text is not there; `nil` for other reasons.
  package var missingPin: (name: PromptName, hash: VersionHash)? {
    switch self {
    case .missing(let name, let hash), .gone(let name, let hash): (name, hash)
    case .notPinned, .unnamable, .unsuitable, .limit: nil
    }
  }
}

extension LedgerReader {
  /// The content of a version with its text taken apart, and all that it includes.
  ///
  /// - Parameter name: The prompt's name, for errors.
  /// - Throws: ``RepositoryError/Code/damaged`` when the content does not have the version's hash;
  ///   ``RepositoryError/Code/invalid`` when something that it includes is not there, caused by a
  ///   ``PartialRefusal``.
  package func text(
    of version: Version, _ name: PromptName
  ) throws(RepositoryError) -> VersionText {
    let text = try ownText(of: version)
    if text.partialNames.isEmpty { return text }
    if let kept = cache.wholeText(version.tree), try kept.isCurrent(in: self) { return kept.text }
    var resolver = PartialResolver(self)
    let whole = try resolver.whole(text, label: "\(name) v\(version.number)")
    cache.keep(IncludingText(text: whole, sources: resolver.sources), version.tree)
    return whole
  }

  /// The same of a content that is no version yet, as ``text(of:_:)`` of a version.
  ///
  /// Its own pins have to name their prompts by the names that those have or had.
  ///
  /// - Parameters:
  ///   - label: The content's name, for errors.
  ///   - others: Contents that are no versions yet either, by the names of their prompts.
  package func text(
    of content: VersionContent, label: String, others: [PromptName: VersionContent] = [:]
  ) throws(RepositoryError) -> VersionText {
    let text = VersionText(content)
    if text.partialNames.isEmpty { return text }
    var resolver = PartialResolver(self, others: others, isNew: true)
    return try resolver.whole(text, label: label)
  }
}

/// A text with all that it includes, and where that was found.
struct IncludingText: Sendable {
  let text: VersionText
  /// The prompts that have what is included, and where their versions stood.
  let sources: [PromptName: ObjectID]

  /// Whether the prompts still stand where they stood, so that nothing that is included is gone.
  func isCurrent(in reader: some LedgerReader) throws(RepositoryError) -> Bool {
    for (name, tip) in sources where try reader.tip(of: .versions, name) != tip { return false }
    return true
  }
}

/// Finds the texts that one text includes, each once.
struct PartialResolver<Reader: LedgerReader> {
  private let reader: Reader
  private let others: [PromptName: VersionContent]
  private let isNew: Bool
  private let limits = RenderLimits.standard
  /// The prompts that have what is included, and where their versions stood.
  private(set) var sources: [PromptName: ObjectID] = [:]
  /// What everything is included for, in words.
  private var root = ""
  private var known: [VersionHash: Resolved] = [:]
  /// The names that each was found under.
  private var names: [VersionHash: Set<PromptName>] = [:]

  /// A text with all that it includes.
  private struct Resolved {
    let text: VersionText
    /// How many bytes it has, with all that it includes, as often as it stands there.
    let size: Int
    /// How deep partials lie in it.
    let height: Int
  }

  /// - Parameter isNew: Whether the text is no version yet.
  init(_ reader: Reader, others: [PromptName: VersionContent] = [:], isNew: Bool = false) {
    self.reader = reader
    self.others = others
    self.isNew = isNew
  }

  /// A text with all that it includes.
  mutating func whole(
    _ text: VersionText, label: String
  ) throws(RepositoryError) -> VersionText {
    root = label
    return try resolve(text, label: label, depth: 0).text
  }

  private mutating func resolve(
    _ text: VersionText, label: String, depth: Int
  ) throws(RepositoryError) -> Resolved {
    let pins = text.content.partialPins
    var partials: [PromptName: VersionText] = [:]
    var size = text.content.template.utf8.count
    var height = 0
    for reference in text.analysis.partials {
      guard let name = PromptName(orNil: reference.name) else {
        throw .partial(
          "\(label) includes '\(reference.name.beginning)', which no prompt can be named: a name has "
            + "lower-case letters, digits, '.', '_', '-', and '/' for folders",
          .unnamable(reference.name))
      }
      guard let hash = pins[name] else {
        guard !pins.isUnreadable(name) else {
          throw .partial(
            "\(label) includes \(name), whose pin is no hash: it is 'sha256:' and 64 hexadecimal "
              + "digits", .notPinned(name))
        }
        throw .partial(
          "\(label) includes \(name), which its header has no pin for", .notPinned(name))
      }
      try checkDepth(depth + 1, of: name, label: label)
      let partial = try self.partial(name, hash, label: label, depth: depth + 1)
      try checkDepth(depth + 1 + partial.height, of: name, label: label)
      height = max(height, partial.height + 1)
      guard text.dialect.includes(partial.text) else {
        throw .partial(
          "\(label) includes \(name), which is \(partial.text.kindInWords): a text of the dialect "
            + "\(text.dialect.rawValue) cannot include it",
          .unsuitable(name, partial.text.dialect, in: text.dialect))
      }
      partials[name] = partial.text
      // Each is at most the limit, so this cannot overflow.
      size += min(partial.size, limits.partialBytes) * min(reference.places.count, 1 << 20)
      guard size <= limits.partialBytes else {
        throw .partial(
          "\(label) has more than \(limits.partialBytes / 1_048_576) MiB of text with all that it "
            + "includes", .limit("size"))
      }
    }
    return Resolved(text: VersionText(text, partials: partials), size: size, height: height)
  }

  private func checkDepth(
    _ depth: Int, of name: PromptName, label: String
  ) throws(RepositoryError) {
    guard depth > limits.partialDepth else { return }
    throw .partial(
      "\(label) includes \(name): partials lie more than \(limits.partialDepth) deep in each other",
      .limit("depth"))
  }

  private mutating func partial(
    _ name: PromptName, _ hash: VersionHash, label: String, depth: Int
  ) throws(RepositoryError) -> Resolved {
    let earlier = known[hash]
    if let earlier, names[hash]?.contains(name) == true { return earlier }
    guard earlier != nil || known.count < limits.partialCount else {
      throw .partial(
        "\(label) includes more than \(limits.partialCount) versions", .limit("count"))
    }
    let own: VersionText
    if let other = others[name], other.hash == hash {
      own = VersionText(other)
    } else if let found = try isNew && depth == 1
      ? reader.pinned(name, hash) : reader.pinnedAnywhere(name, hash)
    {
      sources[found.prompt] = found.tip
      own = try reader.ownText(of: found.version)
    } else {
      throw try reader.missingPartial(name, hash, label: label, isNew: isNew && depth == 1)
    }
    names[hash, default: []].insert(name)
    if let earlier { return earlier }
    let resolved = try resolve(own, label: "\(name), which \(root) includes,", depth: depth)
    known[hash] = resolved
    return resolved
  }
}

extension Dialect {
  /// Whether a text of this dialect can include another one.
  func includes(_ partial: VersionText) -> Bool {
    switch (self, partial.body) {
    case (.chat, .template), (.handlebars, .template): true
    case (.chat, .chat(let text)): text.isText
    case (.handlebars, .chat), (.handlebars, .handlebars): true
    case (.chat, .handlebars), (_, .jinja), (_, .unreadable): false
    case (.plain, _), (.strict, _), (.jinja, _): false
    }
  }
}

extension VersionText {
  /// What it is, for messages.
  fileprivate var kindInWords: String {
    switch body {
    case .chat(let text): text.hasMessages ? "a chat of messages" : "a chat with media"
    case .unreadable(let error): "a text that \(dialect.rawValue) cannot read (\(error.position))"
    case .template, .handlebars, .jinja: "of the dialect \(dialect.rawValue)"
    }
  }
}

extension RepositoryError {
  static func partial(_ message: String, _ cause: PartialRefusal) -> RepositoryError {
    RepositoryError(.invalid, message, cause: cause)
  }
}
