internal import PromptRepo
internal import PromptsAPI

/// The prompts of both sides, each with its counterpart.
struct Catalog: Sendable {
  private(set) var subjects: [PromptID: Subject] = [:]
  var warnings: [String] = []

  /// What is known of a prompt; of one that was never seen, nothing.
  subscript(id: PromptID) -> Subject {
    get { subjects[id] ?? Subject(id: id) }
    set { subjects[id] = newValue }
  }
}

/// One prompt, on whichever side it is.
struct Subject: Sendable {
  let id: PromptID
  /// Its name here; `nil` when it is not here.
  var name: PromptName?
  /// Whether it was here and was deleted.
  var isBuried = false
  /// What is known of it at the remote.
  var tracking = Tracking()
  /// What of that is noted in the ledger.
  var noted: Tracking?
  /// The hosted prompt in the remote's listing; `nil` when it is not listed.
  var listed: PromptObject?
  /// Whether a hosted prompt that was not known was found to be this one.
  var isAdopted = false
  /// Why the remote could not be asked about it.
  var failure: String?

  init(id: PromptID) {
    self.id = id
  }
}
