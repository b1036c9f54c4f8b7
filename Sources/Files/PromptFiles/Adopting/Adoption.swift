internal import CanonicalJSON
public import PromptRepo

/// Turns the history that prompt files have in a code repository into versions, as one change.
///
/// Each commit that changed what a file holds becomes a version with that commit's author, time
/// and message, and with commit and path as `Source-Commit` and `Source-Path`. Who adopts is the
/// committer of the versions, and makes the last one active. An older commit whose file cannot be
/// read is left out with a warning. A file that cannot be read where its history ends is held up, as
/// is one whose prompt comes from elsewhere; the others are adopted.
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
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that was asked for and is of no known
  ///   kind; then nothing has changed.
  public func run(
    in repository: Repository, by committer: Signature, dryRun: Bool = false
  ) throws(RepositoryError) -> AdoptionReport {
    var targets: [AdoptionTarget] = []
    for file in source.files { targets.append(try AdoptionTarget(file, folder: folder)) }
    targets.sort(by: AdoptionNames.precedes)
    let known = try PromptDirectory(repository)
    return try repository.change(by: committer, dryRun: dryRun) {
      (transaction: inout Transaction) throws(RepositoryError) in
      try apply(targets, known, to: &transaction)
    }
  }

  private func apply(
    _ targets: [AdoptionTarget], _ known: PromptDirectory, to transaction: inout Transaction
  ) throws(RepositoryError) -> AdoptionReport {
    var report = AdoptionReport(source)
    var names = AdoptionNames(targets, source, known)
    for target in targets {
      var texts = RevisionTexts(target.file, source.contents)
      var name: PromptName?
      do throws(RepositoryError) {
        let result = try names.result(of: target, &texts, in: transaction)
        name = result.name
        try transaction.adopt(target, as: result, &texts, &report)
      } catch {
        guard error.code == .conflict || error.code == .invalid else { throw error }
        report.heldUp.append(
          AdoptionReport.HeldUp(path: target.file.path, name: name, reason: error))
      }
      report.warnings += texts.warnings
    }
    report.sort()
    return report
  }
}
