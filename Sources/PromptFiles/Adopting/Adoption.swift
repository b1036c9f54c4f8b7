internal import CanonicalJSON
public import PromptRepo

/// Turns the history that prompt files have in a code repository into versions, as one change.
///
/// Each commit that changed what a file holds becomes a version with that commit's author, time
/// and message, and with commit and path as `Source-Commit` and `Source-Path`. Who adopts is the
/// committer of the versions, and makes the last one active. A commit whose file cannot be read is
/// left out with a warning.
///
/// A prompt's id and its time of creation come from the first commit, so two people who adopt one
/// history get the same prompts and the same version ids; the commits of the ledger differ by
/// committer.
///
/// Running it again adds only what is new; see ``AdoptionProgress``.
public struct Adoption: Sendable {
  private let source: AdoptionSource
  private let folder: String?

  /// Makes an adoption of what was found.
  ///
  /// - Parameter folder: The folder of working files, from the top of the code repository, whose
  ///   files are named as they are there; nil if it is outside.
  public init(_ source: AdoptionSource, folder: String? = Workspace.folder) {
    self.source = source
    self.folder = folder
  }

  /// Applies the adoption, or only works out what it would do.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when two files have one name, or a prompt of a
  ///   file's name comes from elsewhere; then nothing has changed.
  public func run(
    in repository: Repository, by committer: Signature, dryRun: Bool = false
  ) throws(RepositoryError) -> AdoptionReport {
    let targets = try targets()
    let known = try PromptDirectory(repository)
    return try repository.change(by: committer, dryRun: dryRun) {
      (transaction: inout Transaction) throws(RepositoryError) in
      try apply(targets, known, to: &transaction)
    }
  }

  /// The prompts that the files become; no two of one name.
  private func targets() throws(RepositoryError) -> [AdoptionTarget] {
    var targets: [AdoptionTarget] = []
    var refusals: [RepositoryError] = []
    var paths: [PromptName: [String]] = [:]
    for file in source.files {
      do {
        let target = try AdoptionTarget(file, folder: folder)
        paths[target.name, default: []].append(file.path)
        targets.append(target)
      } catch {
        refusals.append(error)
      }
    }
    for (name, paths) in paths.sorted(by: { $0.key < $1.key }) where paths.count > 1 {
      refusals.append(
        RepositoryError(
          .conflict, "'\(name)' would be the name of \(paths.joined(separator: " and "))",
          hint: "Adopt them apart, and give the first another name with `promptrepo mv`"))
    }
    if let refusal = Adoption.joined(refusals) { throw refusal }
    return targets
  }

  private func apply(
    _ targets: [AdoptionTarget], _ known: PromptDirectory, to transaction: inout Transaction
  ) throws(RepositoryError) -> AdoptionReport {
    var report = AdoptionReport()
    report.warnings = source.warnings
    var refusals: [RepositoryError] = []
    var directory = known
    for target in targets {
      do throws(RepositoryError) {
        var target = target
        // A prompt that was deleted is not begun again, so its id is not used again.
        while directory[target.id] == nil,
          let tombstone = try transaction.target(of: .tombstone(target.id))
        {
          target = target.withID(of: tombstone.hex)
        }
        target = try directory.adopting(target, among: targets)
        let isNew = try transaction.adopt(target, source.contents, &report)
        if isNew { directory.add(target.name, id: target.id, title: target.title) }
      } catch {
        guard error.code == .conflict else { throw error }
        refusals.append(error)
      }
    }
    if let refusal = Adoption.joined(refusals) { throw refusal }
    return report
  }

  private static func joined(_ refusals: [RepositoryError]) -> RepositoryError? {
    let hints = refusals.compactMap(\.hint).map(UTF8Key.init)
    var seen: Set<UTF8Key> = []
    let hint = hints.filter { seen.insert($0).inserted }.map(\.text).joined(separator: ". ")
    return .joining(refusals, "cannot be adopted, so nothing was", hint: hint)
  }
}

extension PromptDirectory {
  /// The target, with another id if a file of another name had the same beginning and stays.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the file's history is that of a prompt with
  ///   another name.
  fileprivate func adopting(
    _ target: AdoptionTarget, among targets: [AdoptionTarget]
  ) throws(RepositoryError) -> AdoptionTarget {
    guard !contains(target.name), let owner = self[target.id] else { return target }
    guard targets.contains(where: { $0.name == owner }) else {
      throw RepositoryError(
        .conflict, "\(target.file.path) has the history of the prompt '\(owner)'",
        hint: "If the file was renamed, use `promptrepo mv \(owner) \(target.name)` and adopt "
          + "it again; if both files are there, adopt them together")
    }
    return target.withID(of: target.name.rawValue)
  }
}
