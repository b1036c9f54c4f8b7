internal import PromptRepo

/// The prompts that a plan has to look at, and the names that they have on both sides.
struct Census {
  /// The names of one prompt.
  struct Entry {
    var local: [PromptName] = []
    var remote: [PromptName] = []
    /// Why it cannot be compared: its tombstones cannot be read, or it has two names.
    var failure: RepositoryError?

    var names: [PromptName] { local + remote }
  }

  /// Names under which the sides have different references, or that tombstones speak of.
  var names: Set<PromptName> = []
  /// The prompts behind these names.
  var entries: [PromptID: Entry] = [:]
  /// Names under which one of the sides has no readable prompt.
  var unreadable: [PromptName: RepositoryError] = [:]
}
