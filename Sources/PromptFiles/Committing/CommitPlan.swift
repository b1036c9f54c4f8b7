public import PromptRepo

/// What a commit would do, found out without doing it.
///
/// A commit is one change of the ledger: if any of the files is refused, none is committed. To
/// commit the others, name them.
public struct CommitPlan: Sendable {
  /// One item for each prompt that was asked for, in the order of names.
  public let items: [CommitItem]
  /// Files that can be no prompt's, when all files were asked for.
  public let strays: [PromptFileError]
  /// How to commit.
  public let options: CommitOptions

  /// Why the commit cannot be done; empty if it can.
  public var refusals: [RepositoryError] {
    items.compactMap { item in
      if case .refuse(let error) = item.action { error } else { nil }
    } + strays.map { RepositoryError($0) }
  }

  /// Whether there is nothing to commit.
  public var isNothing: Bool { refusals.isEmpty && items.allSatisfy(\.isNothing) }

  /// What needs no decision but should be said.
  public var warnings: [String] {
    items.filter { !$0.isNothing }.flatMap(\.status.warnings)
  }

  /// The refusals as one error; nil if there are none.
  ///
  /// A conflict among them makes it a conflict.
  public var refusal: RepositoryError? {
    RepositoryError.joining(
      refusals, "cannot be committed, so nothing was",
      hint: "`promptrepo status` says what to do; name the files to commit only those")
  }
}
