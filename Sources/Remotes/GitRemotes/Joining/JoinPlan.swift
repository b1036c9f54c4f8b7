internal import PromptRepo

/// The steps that make one history of the two of a prompt, on top of the remote's chains.
struct JoinPlan {
  /// Where a pointer is to end.
  enum Target {
    /// At the version on top of all.
    case top
    /// At a version, by the commit that it has or had.
    case version(ObjectID)
  }

  /// What becomes of a pointer.
  struct PointerSteps {
    let pointer: Pointer
    /// Our moves that are made again, oldest first; none where the chain stays as it is.
    let moves: [PointerMove]
    let target: Target
    /// Their last move; nil where they have none.
    let theirs: PointerMove?
    /// What our moves were before; nil where the chain stays.
    let oldTip: ObjectID?
  }

  /// The prompt on both sides.
  let state: PromptState
  /// The name that it has then.
  let name: PromptName
  /// The edits of the record that are made again, oldest first.
  var edits: [ObjectID] = []
  /// What the record is then; nil where it stays as the last edit leaves it.
  var record: PromptRecord?
  /// The versions that are made again, oldest first.
  var versions: [Version] = []
  /// The content of a version on top of them; nil for none.
  var content: VersionContent?
  /// What the author of that version says.
  var message = ""
  /// What becomes of pointers.
  var pointers: [PointerSteps] = []
  /// The chains that begin with what the remote has.
  var rebuilt: Set<Concern> = []
  /// What is said about it.
  var result: PromptJoin
}
