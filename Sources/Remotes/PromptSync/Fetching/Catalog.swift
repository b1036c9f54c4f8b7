internal import PromptRepo

/// The prompts of both sides, each with its counterpart.
struct Catalog: Sendable {
  private(set) var subjects: [PromptID: Subject] = [:]
  var warnings: [String] = []

  /// Lets the work on every prompt fail before it begins.
  mutating func fail(_ reason: String) {
    for id in subjects.keys { subjects[id]?.failure = reason }
  }

  /// What is known of a prompt; of one that was never seen, nothing.
  subscript(id: PromptID) -> Subject {
    get { subjects[id] ?? Subject(id: id) }
    set { subjects[id] = newValue }
  }
}
