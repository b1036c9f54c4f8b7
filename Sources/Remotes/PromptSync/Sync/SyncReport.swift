public import PromptRepo

/// What a sync did, or would do.
public struct SyncReport: Sendable {
  /// One entry for each prompt that was looked at, in the order of their names.
  public var items: [SyncItem]
  /// What concerns no prompt alone.
  public var warnings: [String]

  /// 0 in step, 1 something failed, 2 conflicts left.
  public var exitCode: Int32 {
    var code: Int32 = 0
    for item in items {
      switch item.result {
      case .failed: return 1
      case .conflict: code = 2
      case .done, .planned: break
      }
    }
    return code
  }
}

/// What a sync did, or would do, with one prompt.
public struct SyncItem: Sendable {
  /// The prompt's id here.
  public let id: PromptID
  /// Its name here, or the name that it has at the remote.
  public var name: String
  /// How it stood before.
  public var state: SyncState
  /// What was done, or is to be done.
  public var actions: [SyncAction] = []
  /// How it ended.
  public var result = Result.done
  /// What else is to be known.
  public var notes: [SyncNote] = []

  /// How the work on a prompt ended.
  public enum Result: Sendable {
    /// All that was to be done is done.
    case done
    /// Nothing was done, since only a plan was asked for.
    case planned
    /// Both sides changed it; nothing was lost, and somebody has to decide.
    case conflict(SyncConflict)
    /// It failed; the next run goes on.
    case failed(SyncProblem)
  }
}

/// What is to be known of a prompt besides what was done with it.
public enum SyncNote: Sendable, Hashable {
  /// It is gone at the remote, and was not to be created there again.
  case goneThere
  /// It was deleted here and is still at the remote.
  case deletedHere
  /// A version that was taken goes on from what was withdrawn here, for this reason, and is not
  /// active.
  case heldBack(PromptName, version: Int, reason: String?)
  /// A version that was taken has markers of messages, which are text here, since the API tells no
  /// dialect.
  case markersAreText(version: Int)
  /// Anything else, in a sentence.
  case about(String)

  /// The note in a sentence.
  public var summary: String {
    switch self {
    case .goneThere: "it is gone at the remote"
    case .deletedHere: "it was deleted here and is still at the remote"
    case .heldBack(_, let number, let reason):
      "v\(number) is not active: it goes on from what was withdrawn here"
        + (reason.map { " (\($0))" } ?? "")
    case .markersAreText(let number):
      "v\(number) has markers of messages, which are text here, since the API tells no dialect"
    case .about(let sentence): sentence
    }
  }
}

/// Why the sync of a prompt failed.
public enum SyncProblem: Error, Sendable {
  /// The ledger refused something, or cannot be read.
  case ledger(RepositoryError)
  /// The remote lists no prompts at all, where it had some.
  case remoteIsEmpty
  /// Anything else, in a sentence.
  case about(String)

  /// The problem in a sentence.
  public var summary: String {
    switch self {
    case .ledger(let error): error.description
    case .remoteIsEmpty: "the remote lists no prompts at all; nothing was changed"
    case .about(let sentence): sentence
    }
  }
}

/// One step of a sync.
public enum SyncAction: Sendable, Hashable {
  /// Creates the prompt here.
  case createHere
  /// Takes a version, by its number there and the one it gets here.
  case takeVersion(there: Int, here: Int)
  /// Takes the record.
  case takeRecord
  /// Makes the version active here that is active there, by its number here.
  case activateHere(Int)
  /// Cuts a version that resolves what both sides cut.
  case resolve(String)
  /// Takes a hosted prompt for one that is here.
  case adopt(String)
  /// Creates the prompt there.
  case createThere
  /// Gives a version, by its number here and the one it gets there.
  case giveVersion(here: Int, there: Int)
  /// Gives the record.
  case giveRecord
  /// Makes the version active there that is active here, by its number there.
  case activateThere(Int)
}
