internal import CanonicalJSON
internal import PromptRepo

/// What a file's revisions hold, read when needed and once.
struct RevisionTexts {
  /// What one revision holds.
  struct Text {
    let file: PromptFile
    let content: VersionContent
    /// The hashes of all contents that the file can stand for.
    let hashes: [VersionHash]
  }

  let revisions: [AdoptedRevision]

  /// The kind of the file as it is called now.
  private let kind: PromptFileKind?
  private let contents: AdoptionSource.Contents
  private var texts: [Int: Text] = [:]
  /// Why revisions could not be read.
  private var failures: [Int: RepositoryError] = [:]

  init(_ file: AdoptedFile, _ contents: @escaping AdoptionSource.Contents) {
    revisions = file.revisions
    kind = PromptFileKind.of(file.path)?.kind
    self.contents = contents
  }

  /// Why the newest revision holds no prompt; nil if it does.
  var newestFailure: RepositoryError? {
    mutating get throws(RepositoryError) {
      guard let last = revisions.indices.last, try text(last) == nil else { return nil }
      return failures[last]
    }
  }

  /// Why older revisions were left out, a line for each.
  var warnings: [String] {
    failures.filter { $0.key != revisions.indices.last }.sorted { $0.key < $1.key }
      .map { place, error in
        let hint = error.hint.map { ". \($0)" } ?? ""
        return "commit \(revisions[place].commit.short()) is left out: \(error.message)\(hint)"
      }
  }

  /// What a revision holds; nil if that is no prompt.
  mutating func text(_ place: Int) throws(RepositoryError) -> Text? {
    if let known = texts[place] { return known }
    if failures[place] != nil { return nil }
    do {
      let text = try read(revisions[place])
      texts[place] = text
      return text
    } catch  where error.code == .invalid {
      failures[place] = error
      return nil
    }
  }

  private func read(_ revision: AdoptedRevision) throws(RepositoryError) -> Text {
    let path = revision.path
    let bytes: [UInt8]
    do {
      bytes = try contents(revision.blob)
    } catch  where error.code == .invalid {
      throw RepositoryError(.invalid, "\(path): \(error.message)", hint: error.hint)
    }
    if let standIn = StandIn.of(bytes) {
      throw RepositoryError(
        .invalid, "\(path): what git has is \(standIn.what), not the text",
        hint: "\(standIn.remedy) in the work tree, from where `promptrepo import` reads it")
    }
    if let (kind, _) = PromptFileKind.of(path) { return try text(bytes, as: kind, path) }
    // Under a name of no known kind it was what it is now, or plain text.
    do {
      return try text(bytes, as: kind ?? .text, path)
    } catch {
      do { return try text(bytes, as: .text, path) } catch _ { throw error }
    }
  }

  private func text(
    _ bytes: [UInt8], as kind: PromptFileKind, _ path: String
  ) throws(RepositoryError) -> Text {
    try reportingFile { () throws(PromptFileError) in
      let file = try kind.read(bytes, path: path)
      return Text(file: file, content: try file.content(), hashes: try file.hashes())
    }
  }
}
