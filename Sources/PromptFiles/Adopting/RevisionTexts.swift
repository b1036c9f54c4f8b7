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
  /// Why revisions could not be read.
  private(set) var warnings: [String] = []

  private let contents: AdoptionSource.Contents
  private var texts: [Int: Text?] = [:]

  init(_ file: AdoptedFile, _ contents: @escaping AdoptionSource.Contents) {
    revisions = file.revisions
    self.contents = contents
  }

  /// What a revision holds; nil, with a warning, if that is no prompt.
  mutating func text(_ place: Int) throws(RepositoryError) -> Text? {
    if let known = texts[place] { return known }
    let revision = revisions[place]
    let text: Text?
    do {
      text = try read(revision)
    } catch  where error.code == .invalid {
      let hint = error.hint.map { ". \($0)" } ?? ""
      warnings.append(
        "commit \(revision.commit.short()) is left out: \(error.message)\(hint)")
      text = nil
    }
    texts[place] = .some(text)
    return text
  }

  private func read(_ revision: AdoptedRevision) throws(RepositoryError) -> Text {
    let path = revision.path
    guard let (kind, _) = PromptFileKind.of(path) else {
      throw RepositoryError(.invalid, "\(path): this is no kind of prompt's file")
    }
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
    return try reportingFile { () throws(PromptFileError) in
      let file = try kind.read(bytes, path: path)
      return Text(file: file, content: try file.content(), hashes: try file.hashes())
    }
  }
}
