internal import CanonicalJSON
public import PromptRepo
internal import PromptTemplate

/// The histories of prompt files in a code repository, and a way to read what they held.
public struct AdoptionSource: Sendable {
  /// Reads the bytes of a revision's object.
  ///
  /// Throws ``RepositoryError/Code/invalid`` when there are more than
  /// ``PromptFile/maximumLength``.
  public typealias Contents = @Sendable (ObjectID) throws(RepositoryError) -> [UInt8]

  /// The files, in the order of their paths.
  public let files: [AdoptedFile]
  /// Files in the folders that are of no known kind, or parts of prompts.
  public let skippedFiles: SkippedFiles
  /// What else was left out, and why.
  public let warnings: [String]
  /// Reads the bytes of a revision.
  public let contents: Contents
  /// Whether there is a file at a path where the histories end.
  public let hasFile: @Sendable (String) throws(RepositoryError) -> Bool

  /// Makes a source from its parts; partials that were not asked for by their own names are passed
  /// over.
  public init(
    files: [AdoptedFile], skippedFiles: SkippedFiles = SkippedFiles(), warnings: [String] = [],
    contents: @escaping Contents,
    hasFile: @escaping @Sendable (String) throws(RepositoryError) -> Bool
  ) {
    func isSkipped(_ file: AdoptedFile) -> Bool {
      !file.isRoot && PromptFileKind.isPartial(file.path)
    }
    self.files = files.filter { !isSkipped($0) }
    var skippedFiles = skippedFiles
    skippedFiles.partials += files.filter(isSkipped).map(\.path)
    self.skippedFiles = skippedFiles
    self.warnings = warnings
    self.contents = contents
    self.hasFile = hasFile
  }
}

/// A prompt's file in a code repository, with its history.
public struct AdoptedFile: Sendable {
  /// The file's path, from the top of the repository.
  public let path: String
  /// The path that was asked for: the file's own, or that of a folder above it.
  public let root: String
  /// A number that grows with when its history began; the older of two files keeps a name that
  /// both would have.
  public let start: Int
  /// The commits that changed it, oldest first.
  public let revisions: [AdoptedRevision]

  /// Makes a file from its parts.
  public init(path: String, root: String, start: Int, revisions: [AdoptedRevision]) {
    self.path = path
    self.root = root
    self.start = start
    self.revisions = revisions
  }
}

/// A commit of a code repository that changed a prompt's file.
public struct AdoptedRevision: Sendable {
  /// The commit.
  public let commit: ObjectID
  /// The file's path in that commit, from the top of the repository.
  public let path: String
  /// The file's bytes, as an object of the repository.
  public let blob: ObjectID
  /// Who made the change, and when.
  public let author: Signature
  /// What the author says about it.
  public let message: String

  /// Makes a revision from its parts.
  public init(
    commit: ObjectID, path: String, blob: ObjectID, author: Signature, message: String
  ) {
    self.commit = commit
    self.path = path
    self.blob = blob
    self.author = author
    self.message = message
  }
}

/// What was left out of an adoption that went on, or should be known of it.
public enum AdoptionWarning: Sendable {
  /// Something about a file, in a sentence.
  case about(String)
  /// An older revision of a file, in this commit, was left out.
  case leftOut(commit: ObjectID, RepositoryError)

  /// The warning in a sentence.
  public var summary: String {
    switch self {
    case .about(let sentence): sentence
    case .leftOut(let commit, let error): "commit \(commit.short()) is left out: \(error.message)"
    }
  }
}

/// What a file's revisions hold, read when needed and once.
struct RevisionContents {
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
  /// The dialect of files whose header names none.
  private let dialect: Dialect
  private let contents: AdoptionSource.Contents
  private var texts: [Int: Text] = [:]
  /// Why revisions could not be read.
  private var failures: [Int: RepositoryError] = [:]

  init(
    _ file: AdoptedFile, _ dialect: Dialect, _ contents: @escaping AdoptionSource.Contents
  ) {
    self.dialect = dialect
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

  /// Why older revisions were left out.
  var warnings: [AdoptionWarning] {
    failures.filter { $0.key != revisions.indices.last }.sorted { $0.key < $1.key }
      .map { place, error in .leftOut(commit: revisions[place].commit, error) }
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
      throw RepositoryError(
        .invalid, "\(path): \(error.message)", hint: error.hint, cause: error.cause)
    }
    if let placeholder = PlaceholderFile.of(bytes) {
      throw RepositoryError(
        .invalid, "\(path): what git has is \(placeholder.what), not the text",
        cause: FileRefusal.placeholder(remedy: placeholder.remedy))
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
      let file = try kind.read(bytes, path: path).adding(dialect)
      return Text(file: file, content: try file.content(), hashes: try file.hashes())
    }
  }
}
