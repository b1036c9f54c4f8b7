internal import CanonicalJSON
package import Digests
public import PromptRepo
public import PromptTemplate

/// Brings rows into a ledger, as one change.
///
/// Running it again adds only what is new: a row is recognised by its prompt's id, by a prompt's
/// name, or among the prompts of its title by its text, and content that a prompt has already makes
/// no version.
public struct LedgerImport: Sendable {
  private let rows: ImportRows
  private let prefix: String

  /// Makes an import of what was read.
  ///
  /// - Parameter prefix: What new names begin with, such as `library/`.
  public init(_ rows: ImportRows, prefix: String = "") {
    self.rows = rows
    self.prefix = prefix
  }

  /// Applies the import, or only works out what it would do.
  ///
  /// - Parameter progress: Told of the prompts whose rows were taken.
  /// - Throws: ``RepositoryError/Code/conflict`` when somebody else changed a prompt meanwhile;
  ///   then nothing has changed.
  public func run(
    in repository: Repository, by committer: Signature, dryRun: Bool = false,
    progress: Progress = .ignored
  ) throws(RepositoryError) -> ImportReport {
    try run(
      in: repository, by: committer, dryRun: dryRun, progress: progress,
      makeUUID: Repository.randomUUID)
  }

  /// As ``run(in:by:dryRun:progress:)``, with ids that a test makes.
  package func run(
    in repository: Repository, by committer: Signature, dryRun: Bool = false,
    progress: Progress = .ignored, makeUUID: () -> UUIDValue
  ) throws(RepositoryError) -> ImportReport {
    let known = try PromptDirectory(repository)
    return try repository.change(by: committer, dryRun: dryRun) {
      (transaction: inout Transaction) throws(RepositoryError) in
      transaction.takesHistory = true
      return try apply(known, makeUUID, progress, to: &transaction)
    }
  }

  private func apply(
    _ known: PromptDirectory, _ makeUUID: () -> UUIDValue, _ progress: Progress,
    to transaction: inout Transaction
  ) throws(RepositoryError) -> ImportReport {
    var report = ImportReport()
    report.rejected = rows.unreadable
    var directory = known
    var files = try FileTargets(rows, prefix: prefix, known: known) {
      (name, row) throws(RepositoryError) in
      try transaction.holds(row, in: name)
    }
    let environments = try ImportedEnvironments(rows.ledgers, &transaction, &report)
    let matching = try ImportMatching(rows, in: known, prefix: prefix, transaction)
    let reader = ImportRowReader(rows)
    let count = rows.groups.count
    var including: [PromptName] = []
    for number in 0..<count {
      progress(.adding, number, of: count)
      let group = try reader.group(number)
      let rows = acceptable(group.rows, &report)
      guard let first = rows.first else { continue }
      let target: ImportTarget
      do {
        if let path = first.row.path {
          target = try files.target(first.row, at: path, in: directory, makeUUID: makeUUID)
        } else if let name = matching.prompt(of: number) {
          target = .existing(name)
        } else {
          target = try directory.newTarget(
            for: group, ordinal: matching.ordinal(of: number), prefix: prefix, makeUUID: makeUUID)
        }
      } catch {
        report.rejected.append(RowError(line: first.row.line, reason: error.message))
        continue
      }
      if case .new(let name, _, _) = target {
        report.note(name, of: first.row, prefix: prefix, directory)
        directory.take(name)
      }
      if rows.contains(where: { $0.content.mayNotRender }) { including.append(target.name) }
      try transaction.add(
        rows, isWhole: rows.count == group.rows.count, to: target, environments, &report)
    }
    report.rejected.sort { ($0.line, $0.column ?? 0) < ($1.line, $1.column ?? 0) }
    // Once all texts are there, since a later one may be included.
    for name in including {
      guard let reason = try transaction.renderRefusal(ofActive: name) else { continue }
      report.unrenderable.append(
        ImportReport.Unrenderable(
          name: name, reason: reason,
          isForPrefix: try transaction.isForPrefix(prefix, reason)))
    }
    return report
  }

  /// The rows whose content and record a ledger can hold.
  private func acceptable(
    _ rows: [ImportRow], _ report: inout ImportReport
  ) -> [(row: ImportRow, content: VersionContent)] {
    rows.compactMap { row in
      do throws(RepositoryError) {
        try row.recordForChecking.validate()
        let content = try row.content()
        if let details = row.details, details.hash != content.hash { throw .otherText }
        if let warning = row.warning { report.warnings.append(warning) }
        return (row, content)
      } catch {
        report.rejected.append(RowError(line: row.line, reason: error.description))
        return nil
      }
    }
  }
}

extension RepositoryError {
  /// A row with another text than its export says.
  fileprivate static var otherText: RepositoryError {
    RepositoryError(
      .invalid, "its text is not the one that was exported",
      hint: "Remove its member “promptrepo” to import it as it is")
  }
}

extension ImportRow {
  fileprivate var recordForChecking: PromptRecord {
    PromptRecord(
      id: PromptID(UUIDValue.dns), createdAt: Timestamp(milliseconds: 0),
      title: title ?? (path == nil ? name : nil), description: description)
  }
}

/// What an import did, or would do.
public struct ImportReport: Sendable {
  /// Prompts that were made.
  public var created: [PromptName] = []
  /// Prompts that were there and got a version or an edit of their record.
  public var changed: [PromptName] = []
  /// How many prompts were there with all that the rows say.
  public var unchangedCount = 0
  /// How many versions were cut, those of new prompts included.
  public var versionCount = 0
  /// Prompts with a template above the hosted API's limit of 100,000 characters.
  public var overHostedLimit: [PromptName] = []
  /// What should be said of rows that were taken.
  public var warnings: [String] = []
  /// Versions that are not active, since what was there before them was withdrawn by a rollback.
  public internal(set) var heldBack: [HeldBack] = []
  /// Prompts whose new version names no dialect, while the one before does.
  public internal(set) var lostDialects: [LostDialect] = []
  /// Prompts of the rows whose active version cannot be rendered: its dialect cannot read it, or a
  /// partial is not there.
  public internal(set) var unrenderable: [Unrenderable] = []
  /// New prompts that have another name than their rows give.
  public internal(set) var renamed: [Renamed] = []
  /// Rows that were left out, and why.
  public var rejected: [RowError] = []
  /// Environments that were added, as an export lists them.
  public var environments: [EnvironmentName] = []
  /// What an export says and this ledger keeps as it is, and why.
  public var leftAlone: [String] = []

  init() {}

  /// Notes the name of a new prompt where its row gives another.
  fileprivate mutating func note(
    _ name: PromptName, of row: ImportRow, prefix: String, _ directory: PromptDirectory
  ) {
    let given = prefix + row.name
    guard !given.hasSameBytes(as: name.rawValue) else { return }
    var obstacle = Renamed.Obstacle.invalid
    if let wanted = PromptName(orNil: given), wanted.isPortable {
      obstacle = directory.contains(wanted) ? .prompt : .title
    }
    renamed.append(Renamed(line: row.line, given: given, name: name, obstacle: obstacle))
  }

  /// A new prompt that has another name than its row gives.
  public struct Renamed: Sendable {
    /// The line of the row; 1 for a prompt that is a file by itself.
    public let line: Int
    /// The name that the row gives, behind the prefix of the import.
    public let given: String
    /// The name that the prompt has.
    public let name: PromptName
    /// Why it has not the name of the row.
    public let obstacle: Obstacle

    /// What keeps a prompt from having the name that its row gives.
    public enum Obstacle: Sendable, Hashable {
      /// Another prompt has the name.
      case prompt
      /// The name is free, and the title of another prompt, by which rows are matched.
      case title
      /// No prompt can have the name.
      case invalid
    }
  }

  /// A prompt whose new version names no dialect.
  public struct LostDialect: Sendable {
    /// The prompt.
    public let name: PromptName
    /// The dialect of the version before.
    public let dialect: Dialect
  }

  /// A prompt whose active version cannot be rendered.
  public struct Unrenderable: Sendable {
    /// The prompt.
    public let name: PromptName
    /// Why it cannot be rendered.
    public let reason: RepositoryError
    /// Whether the partial that is not there has come under its name behind the prefix of the import.
    public let isForPrefix: Bool
  }

  /// A version that a rollback keeps from being active.
  public struct HeldBack: Sendable {
    /// The prompt.
    public let name: PromptName
    /// The version's number.
    public let version: Int
    /// What was withdrawn.
    package let withdrawal: WithdrawnVersions
  }
}

extension Repository {
  /// Runs one operation as ``change(by:_:)`` does, or only works out what it would answer.
  func change<Result>(
    by committer: Signature, dryRun: Bool,
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    dryRun ? try rehearse(by: committer, body) : try change(by: committer, body)
  }
}
