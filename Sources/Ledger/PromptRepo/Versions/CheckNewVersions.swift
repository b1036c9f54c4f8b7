internal import PromptTemplate

// What becomes a version can be rendered: its dialect reads the text, and what it includes is there.
extension Transaction {
  /// Notes a version whose text is to be looked at, unless every text of its dialect can be rendered.
  mutating func note(_ version: Version, _ content: VersionContent, of name: PromptName) {
    if takesHistory { return }
    newVersions.insert(version.commit)
    switch content.dialect {
    case .plain, .strict, .jinja: break
    case .chat, .handlebars: unchecked.append((name, version, content))
    }
  }

  /// Refuses versions that their dialects cannot read, or whose partials are not there, and pointers
  /// at such versions.
  ///
  /// Looked at when all versions of the operation are known, so that one may include another.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, caused by an ``UnreadableText`` or a
  ///   ``PartialRefusal``.
  mutating func checkTexts() throws(RepositoryError) {
    for (name, version, content) in unchecked {
      let text = try text(of: content, label: "\(name) v\(version.number)")
      guard let unreadable = text.unreadable else { continue }
      throw .unreadable(unreadable, in: "the template of '\(name)'")
    }
    for (name, version) in movedTo where !newVersions.contains(version.commit) {
      try checkPartials(of: version, name)
    }
    unchecked = []
    newVersions = []
    movedTo = []
  }

  /// Refuses to make a version live of which something that it includes is gone, so that nobody could
  /// be served.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, caused by a ``PartialRefusal``.
  func checkPartials(of version: Version, _ name: PromptName) throws(RepositoryError) {
    if takesHistory { return }
    do throws(RepositoryError) {
      _ = try text(of: version, name)
    } catch  where error.cause is PartialRefusal {
      throw RepositoryError(
        error.code, error.message,
        hint: "Make a version live whose partials are there, or a new one that includes others",
        cause: error.cause)
    }
  }
}

extension RepositoryError {
  /// A template that its dialect cannot read.
  package static func unreadable(_ text: UnreadableText, in place: String) -> RepositoryError {
    RepositoryError(
      .invalid, "\(place) cannot be read as \(text.dialect.rawValue): \(text)", cause: text)
  }
}
