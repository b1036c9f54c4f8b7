internal import PromptRepo
internal import PromptsAPI

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
  /// A hosted prompt that stands for this one if the known one is gone.
  var successor: PromptObject?
  /// Whether an older prompt that is not here either has the same name in the ledger it comes from.
  var isNameContested = false
  /// Whether a hosted prompt that was not known was found to be this one.
  var isAdopted = false
  /// Why the remote could not be asked about it.
  var failure: String?

  /// Whether it was at the remote when that was last looked at.
  var isThere: Bool { tracking.remoteID != nil && !tracking.isGone }

  /// Whether it has this name here; one that is not here has the name that it would get.
  func isCalled(_ name: PromptName) -> Bool {
    if let own = self.name { return own == name }
    guard let listed else { return false }
    let wanted = listed.ledgerName.flatMap(PromptName.init(orNil:))
    return (wanted ?? PromptName(orNil: listed.name) ?? PromptName(title: listed.name)) == name
  }

  init(id: PromptID) {
    self.id = id
  }
}
