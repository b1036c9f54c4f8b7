public import PromptRepo

/// What an import from Langfuse did, or would do.
public struct LangfuseReport: Sendable {
  /// The prompts, in the order of their names there.
  public var prompts: [PromptItem] = []
  /// Environments that were added, in their order.
  public var environments: [EnvironmentName] = []
  /// Environments that were asked for, and were removed here.
  public var removedEnvironments: [EnvironmentName] = []
  /// Environments that were asked for, are not here, and that no label names of a version that
  /// was taken over: they were not added.
  public var unlabelledEnvironments: [EnvironmentName] = []
  /// The labels that there are, sorted, where ``unlabelledEnvironments`` has some.
  public var labels: [String] = []
  /// Labels that deploy nothing, and what has them.
  public var otherLabels: [OtherLabel] = []
  /// How many prompts are labelled production and not live in the environment production, where that
  /// is here and was not asked for.
  public var undeployedCount = 0
  /// Entries of the list of prompts that cannot be read, and why.
  public var faults: [String] = []

  init() {}

  /// Whether something is missing here that is there.
  public var isIncomplete: Bool {
    !faults.isEmpty
      || prompts.contains {
        !$0.leftOut.isEmpty || $0.failure != nil || $0.hasOtherText || $0.isRefused
      }
  }

  /// What became of one prompt.
  public struct PromptItem: Sendable {
    /// The prompt's name at Langfuse.
    public let title: String
    /// The prompt's name here; `nil` where it is not here.
    public var name: PromptName?
    /// Whether it was made by this import.
    public var isNew = false
    /// How many versions were added.
    public var addedCount = 0
    /// The versions that are on both sides, oldest first.
    public var numbers: [NumberPair] = []
    /// The numbers that were deleted at Langfuse, as ranges.
    public var deleted: [ClosedRange<Int>] = []
    /// The labels that made a version live now, with its number here.
    public var live: [LiveLabel] = []
    /// What is otherwise than at Langfuse, and in which versions of it.
    public var remarks: [Remark] = []
    /// Versions that were left out.
    public var leftOut: [LeftOutVersion] = []
    /// What else is to be said.
    public var notes: [Note] = []
    /// Why nothing of it was taken; `nil` if something was, or could have been.
    public var failure: Failure?

    init(title: String) {
      self.title = title
    }

    /// Whether this import changed something of it.
    public var isChange: Bool { isNew || addedCount > 0 || !live.isEmpty || tagsAreNew }
    /// Whether its tags were taken over.
    public var tagsAreNew = false

    /// Whether a version there is another text than the one that was imported.
    var hasOtherText: Bool {
      notes.contains { if case .otherText = $0 { true } else { false } }
    }

    /// Whether the rules of an environment were against a deployment; that a prompt is archived here
    /// was somebody's will.
    var isRefused: Bool {
      notes.contains { note in
        guard case .notDeployed(_, _, let error) = note else { return false }
        if case .archived? = error.cause as? DeploymentRule { return false }
        return true
      }
    }
  }

  /// A version that is on both sides.
  public struct NumberPair: Sendable, Hashable {
    /// Its number at Langfuse.
    public let there: Int
    /// Its number here.
    public let here: Int
  }

  /// A label that made a version live.
  public struct LiveLabel: Sendable, Hashable {
    /// The label.
    public let label: String
    /// The number of the version here.
    public let version: Int
    /// Whether it became the active one and no more, though the environment of its label was asked
    /// for.
    public var isActiveAlone = false
  }

  /// Something that is otherwise than at Langfuse.
  public struct Remark: Sendable, Hashable {
    /// What it is.
    public let text: String
    /// The versions that it is about, by their numbers at Langfuse.
    public var versions: [Int]
  }

  /// A version that was left out.
  public struct LeftOutVersion: Sendable, Hashable {
    /// What stands for it at Langfuse, a number as a rule.
    public let version: String
    /// Why.
    public let reason: String
  }

  /// A label that deploys nothing.
  public struct OtherLabel: Sendable, Hashable {
    /// The label.
    public let label: String
    /// Whether an environment can have the name.
    public let canBeEnvironment: Bool
    /// A prompt that has it, and the number of the version here; the first of them.
    public let example: String
    /// How many prompts have it.
    public var count: Int
  }

  /// What else is to be said of a prompt.
  public enum Note: Sendable {
    /// No version is labelled production, and so none is active.
    case nothingActive
    /// A label is at another version than what is live here, where it is not followed: it has moved, or
    /// somebody here decided otherwise.
    case labelElsewhere(
      label: String, there: Int, here: Int?, environment: EnvironmentName?, live: Int)
    /// A label is at a version that was left out.
    case labelLeftOut(label: String, there: Int)
    /// A version was not deployed, since the environment's rules are against it.
    case notDeployed(version: Int, EnvironmentName, RepositoryError)
    /// It is archived here.
    case archived
    /// Its tags were edited here since.
    case tagsEdited
    /// A version there is another text than what was imported under its number.
    case otherText(there: Int, here: Int)
  }

  /// Why nothing of a prompt was taken.
  public enum Failure: Sendable {
    /// It was deleted here, by somebody at some time.
    case deletedHere(by: String, at: Timestamp)
    /// Not all of it could be read.
    case unread(String)
    /// None of its versions can be taken over.
    case noVersion
  }
}
