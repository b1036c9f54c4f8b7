public import PromptRepo

/// Writes a ledger, or some of its prompts, as rows that an import makes the same ledger of.
///
/// One row for each version, those of one prompt together and the oldest first. Moves of pointers
/// and whether a prompt is archived go with its newest version, environments with the first row.
public struct JSONLinesExport {
  /// What a ledger has and rows do not carry.
  public struct Omissions: Sendable {
    /// Prompts without a version.
    public var empty: [PromptName] = []
    /// How many records were edited; what they said before is left out.
    public var editedRecords = 0
    /// How many prompts were deleted, or had another name.
    public var tombstones = 0
    /// Whether the list of environments was changed otherwise than by adding one.
    public var changesOfEnvironments = false
    /// How many releases there are.
    public var releases = 0
    /// The hosted remotes of which something is known.
    public var remotes: [String] = []
    /// Whether there are environments, and no row to carry them.
    public var environments = false
  }

  private let repository: Repository
  private let names: [PromptName]
  private var isFirst = true
  /// What is left out of the rows made so far, and of the ledger.
  public private(set) var omissions = Omissions()

  /// Begins an export.
  ///
  /// - Parameter names: Which prompts; all when `nil`.
  public init(_ repository: Repository, _ names: [PromptName]? = nil) throws(RepositoryError) {
    self.repository = repository
    self.names = if let names { names } else { try repository.names() }
    try collectOmissions()
  }

  /// The prompts, in the order of their rows.
  public var prompts: [PromptName] { names }

  /// Makes the rows of one prompt.
  public mutating func rows(of name: PromptName) throws(RepositoryError) -> [ImportRow] {
    let prompt = try repository.existing(name)
    if try repository.hasEarlierRecords(prompt) { omissions.editedRecords += 1 }
    let versions: [Version] =
      if prompt.latest == nil { [] } else { try repository.versions(of: name).reversed() }
    guard !versions.isEmpty else {
      omissions.empty.append(name)
      return []
    }
    var steps: [CommitMetadata] = []
    var rows: [ImportRow] = []
    for version in versions {
      let step = try repository.commitMetadata(at: version.commit)
      steps.append(step)
      let isLast = version.number == versions.count
      var row = ImportRow(version, try repository.content(of: version), of: prompt)
      row.details = RowDetails(
        hash: version.hash, step: step, archivedAt: isLast ? prompt.record.archivedAt : nil,
        pointers: isLast ? try histories(of: name, steps) : [],
        ledger: isFirst ? try ledgerDetails() : nil)
      isFirst = false
      rows.append(row)
    }
    return rows
  }

  private func ledgerDetails() throws(RepositoryError) -> LedgerDetails? {
    let environments = try repository.environments()
    return environments.isEmpty ? nil : LedgerDetails(environments: environments)
  }

  /// The moves of all pointers of a prompt.
  ///
  /// - Parameter steps: The steps of its versions.
  private func histories(
    of name: PromptName, _ steps: [CommitMetadata]
  ) throws(RepositoryError) -> [PointerHistory] {
    var histories: [PointerHistory] = []
    for pointer in try repository.pointers(of: name) {
      var places: [ObjectID: Int] = [:]
      var moves: [PointerHistory.Move] = []
      for move in try repository.moves(of: pointer, name).reversed() {
        let step = try repository.commitMetadata(at: move.commit)
        let isWithVersion =
          move.version <= steps.count && step == steps[move.version - 1].ofMove
        moves.append(
          PointerHistory.Move(
            version: move.version, restores: move.restores.flatMap { places[$0] },
            step: isWithVersion ? nil : step))
        places[move.commit] = moves.count - 1
      }
      histories.append(PointerHistory(pointer, moves))
    }
    return histories
  }

  private mutating func collectOmissions() throws(RepositoryError) {
    omissions.releases = try repository.releases().count
    omissions.tombstones = try repository.store.references(in: .tombstones).count
    omissions.changesOfEnvironments = try repository.hasChangesOfEnvironments()
    omissions.remotes = try repository.trackedRemotes()
    if names.isEmpty { omissions.environments = try !repository.environments().isEmpty }
  }
}

extension CommitMetadata {
  /// What a move of the active pointer says that was made with the version itself.
  var ofMove: CommitMetadata {
    var step = self
    step.keep([.onBehalfOf, .operation])
    return step
  }
}

extension JSONLinesExport.Omissions {
  /// What is left out, in words, one entry for each thing.
  public var descriptions: [String] {
    func counted(_ count: Int, _ one: String, _ many: String) -> [String] {
      count == 0 ? [] : [count == 1 ? one : "\(count) \(many)"]
    }
    return
      (empty.isEmpty
      ? [] : ["prompts without a version (\(empty.map(\.rawValue).joined(separator: ", ")))"])
      + counted(editedRecords, "earlier edits of a record", "records' earlier edits")
      + counted(
        tombstones, "what a deleted or renamed prompt left",
        "tombstones of deleted and renamed prompts")
      + (environments ? ["the environments, which no row is there to carry"] : [])
      + (changesOfEnvironments ? ["earlier changes of the environments"] : [])
      + counted(releases, "a release", "releases")
      + (remotes.isEmpty
        ? [] : ["what is known of hosted remotes (\(remotes.joined(separator: ", ")))"])
  }
}
