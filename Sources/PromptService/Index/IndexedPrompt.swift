internal import PromptRepo

/// What the index knows of one prompt: who it is, and where its chains stand.
struct IndexedPrompt: Sendable {
  let name: PromptName
  let id: PromptID
  /// Milliseconds since 1970.
  let createdAt: Int64
  var tips: PromptTips

  /// The prompt's place in the list.
  var place: Place { Place(createdAt: createdAt, id: id) }

  /// Whether the API shows it: it has an active version.
  var isServed: Bool { tips.versions != nil && tips.active != nil }
}

/// Where the chains of a prompt stand.
struct PromptTips: Sendable, Equatable {
  var info: ObjectID?
  var versions: ObjectID?
  var active: ObjectID?

  /// Takes over where one chain stands; chains of other concerns are passed over.
  mutating func set(_ concern: Concern, _ tip: ObjectID?) {
    switch concern {
    case .info: info = tip
    case .versions: versions = tip
    case .pointer(.active): active = tip
    case .pointer: break
    }
  }
}

/// A place in the list of prompts: by creation, the id deciding between equal times.
struct Place: Sendable, Comparable {
  let createdAt: Int64
  let id: PromptID

  static func < (left: Place, right: Place) -> Bool {
    (left.createdAt, left.id.uuid) < (right.createdAt, right.id.uuid)
  }
}
