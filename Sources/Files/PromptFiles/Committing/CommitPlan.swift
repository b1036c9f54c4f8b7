public import PromptRepo

/// What a commit would do, found out without doing it.
///
/// A commit is one change of the ledger: if any of the files is refused, none is committed. To
/// commit the others, name them. A file that cannot be read is left and reported; it keeps the
/// others from being committed only if the files were named, or with
/// ``CommitOptions/isAllOrNothing``.
public struct CommitPlan: Sendable {
  /// One item for each prompt that was asked for, in the order of names.
  public let items: [CommitItem]
  /// What can be no prompt's, when all files were asked for.
  public let strays: [PromptFileError]
  /// Folders that cannot be read, when all files were asked for.
  public let unreadable: [PromptFileError]
  /// How to commit.
  public let options: CommitOptions

  /// Why the commit cannot be done; empty if it can.
  public var refusals: [RepositoryError] {
    let isRefused = items.contains { if case .refuse = $0.action { true } else { false } }
    guard isRefused || options.isAllOrNothing else { return [] }
    let own = items.compactMap { item -> RepositoryError? in
      switch item.action {
      case .refuse(let error): error
      case .leave(let error): RepositoryError(error)
      case .passOver(let error) where options.isAllOrNothing: RepositoryError(error)
      case .passOver, .nothing, .create, .cut: nil
      }
    }
    return own + (unreadable + (options.isAllOrNothing ? strays : [])).map { RepositoryError($0) }
  }

  /// The files and folders that are left since they cannot be read.
  public var left: [PromptFileError] {
    items.compactMap { item in
      if case .leave(let error) = item.action { error } else { nil }
    } + unreadable
  }

  /// What lies in the folder of working files and can be no prompt's, in the order of the paths.
  public var passedOver: [PromptFileError] {
    let items = items.compactMap { item in
      if case .passOver(let error) = item.action { error } else { nil }
    }
    return (items + strays).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Whether there is nothing to commit.
  public var isNothing: Bool { refusals.isEmpty && items.allSatisfy(\.isNothing) }

  /// What needs no decision but should be said.
  public var warnings: [String] {
    passedOver.map { "\($0.path) is passed over: \($0.message)" }
      + items.filter { !$0.isNothing }.flatMap(\.status.warnings)
  }

  /// The refusals as one error; nil if there are none.
  ///
  /// A conflict among them makes it a conflict.
  public var refusal: RepositoryError? {
    RepositoryError.joining(
      refusals, "cannot be committed, so nothing was",
      hint: "`promptrepo status` says what to do; name the files to commit only those")
  }

  /// What is left, as one error; nil if nothing is.
  public var failure: RepositoryError? {
    RepositoryError.joining(
      left.map { RepositoryError($0) }, "cannot be read and were left out",
      hint: "Mend them, then commit again; `promptrepo status` says what is wrong")
  }
}
