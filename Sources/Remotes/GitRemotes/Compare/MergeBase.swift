public import PromptRepo

extension FetchedLedgerReader {
  /// How a chain here compares with the same chain at the remote.
  func relation(
    local: ObjectID?, remote: ObjectID?
  ) throws(RepositoryError) -> ChainRelation {
    var (ours, theirs) = (commits(from: local), commits(from: remote))
    let relation = try ours.relation(to: &theirs)
    if relation == .diverged, let missing = theirs.missing ?? ours.missing {
      throw .incomplete(missing, remote: self.remote)
    }
    return relation
  }

  /// Where a chain here and the same chain at the remote part.
  func mergeBase(local: ObjectID?, remote: ObjectID?) throws(RepositoryError) -> MergeBase {
    var (ours, theirs) = (commits(from: local), commits(from: remote))
    let base = try ours.mergeBase(with: &theirs)
    if base.commit == nil, let missing = theirs.missing ?? ours.missing {
      throw .incomplete(missing, remote: self.remote)
    }
    return base
  }

  /// Whether a commit is another one, or comes before it in its chain, as far as is known here.
  func isAncestor(_ commit: ObjectID, of tip: ObjectID) throws(RepositoryError) -> Bool {
    var chain = commits(from: tip)
    return try chain.contains(commit)
  }

  /// The commits of a chain, as far as they are here.
  private func commits(from tip: ObjectID?) -> Chain<CommitStep> {
    Chain(from: tip, in: repository.object)
  }
}

/// One chain of a prompt on both sides.
public struct ChainComparison: Sendable, Hashable {
  /// What the chain is about; `nil` for the chain of tombstones.
  package let kind: LedgerRef.PromptKind?
  /// Its tip here; `nil` where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; `nil` where there is none.
  public let remote: ObjectID?
  /// How the two compare.
  package let relation: ChainRelation

  /// The tip that has everything of both; `nil` when they diverged, or are absent.
  var joined: ObjectID? {
    switch relation {
    case .same, .ahead: local
    case .behind: remote
    case .diverged: nil
    }
  }
}
