public import PromptRepo

/// What a ledger knows of a version beyond what other programs read of a row.
///
/// In JSON Lines it is the member `promptrepo` of a row, in a shape that has a version.
public final class RowDetails: Sendable {
  /// The newest shape that this program reads, and the one that it writes; rows without the member
  /// are of the first.
  public static let shape = 2

  /// The hash of the version's content.
  public let hash: VersionHash
  /// Who made the version, who put it into the ledger, when, and what else is said of it.
  public let step: KeptStep
  /// On a prompt's newest version: when the prompt was put away.
  public let archivedAt: Timestamp?
  /// On a prompt's newest version: the moves of its pointers.
  public let pointers: [PointerHistory]
  /// On the first row of an export: what is about no single prompt.
  public let ledger: LedgerDetails?

  /// Makes details from their parts.
  public init(
    hash: VersionHash, step: KeptStep, archivedAt: Timestamp? = nil,
    pointers: [PointerHistory] = [], ledger: LedgerDetails? = nil
  ) {
    self.hash = hash
    self.step = step
    self.archivedAt = archivedAt
    self.pointers = pointers
    self.ledger = ledger
  }
}

/// All moves of one pointer of a prompt.
public struct PointerHistory: Sendable {
  /// One move.
  public struct Move: Sendable {
    /// The number of the version that it goes to.
    public let version: Int
    /// On a rollback: the place, from 0, of the move that it restores.
    public let restores: Int?
    /// Who did it and why; `nil` where it was done with the version itself.
    public let step: KeptStep?

    /// Makes a move from its parts.
    public init(version: Int, restores: Int?, step: KeptStep?) {
      self.version = version
      self.restores = restores
      self.step = step
    }
  }

  /// The pointer.
  public let pointer: Pointer
  /// Its moves, the oldest first.
  public let moves: [Move]

  /// Makes a history from its parts.
  public init(_ pointer: Pointer, _ moves: [Move]) {
    self.pointer = pointer
    self.moves = moves
  }
}

/// What an export carries that is about no single prompt.
public struct LedgerDetails: Sendable {
  /// The environments and their rules, in their order.
  public var environments: [DeploymentEnvironment]

  /// Makes details from their parts.
  public init(environments: [DeploymentEnvironment]) {
    self.environments = environments
  }
}
