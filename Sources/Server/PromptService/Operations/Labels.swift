internal import APIKeys
package import PromptRepo

// Where the labels of other systems are here.
extension Pointer {
  /// The label of the active version, where no environment has that name.
  package static let activeLabel = "production"

  /// Where a label of other systems is here: the environment of that name, and for `production`,
  /// where the list has none, the active version. `nil` for any other label.
  init?(label: String, among environments: [EnvironmentName]) {
    if let name = environments.first(where: { $0.rawValue.utf8.elementsEqual(label.utf8) }) {
      self = .environment(name)
    } else if label.utf8.elementsEqual(Pointer.activeLabel.utf8) {
      self = .active
    } else {
      return nil
    }
  }
}

extension ServiceRequest {
  /// Where a label is here, for this caller; `nil` for one that has no place.
  package func pointer(of label: String) throws -> Pointer? {
    Pointer(label: label, among: try environmentNames())
  }

  /// The places that labels name, each once.
  ///
  /// - Throws: ``ServiceError/environmentNotFound(_:among:)`` for a label that names none,
  ///   ``ServiceError/invalid(_:parameter:)`` for one that none can have, and
  ///   ``ServiceError/forbidden(_:needs:)`` where the caller may not move environments.
  func pointers(
    of labels: [String], among environments: [EnvironmentName]
  ) throws -> [Pointer] {
    var pointers: [Pointer] = []
    for label in labels {
      guard let pointer = Pointer(label: label, among: environments) else {
        do throws(RepositoryError) {
          _ = try EnvironmentName(label)
        } catch {
          throw ServiceError.invalid(error.message, parameter: "labels")
        }
        throw ServiceError.environmentNotFound(label, among: environments.map(\.rawValue))
      }
      if pointer.environment != nil { try caller.check(.deployer) }
      if !pointers.contains(pointer) { pointers.append(pointer) }
    }
    return pointers
  }
}

extension FoundPrompt {
  /// Where a label is here; `nil` for one that has no place.
  package func pointer(of label: String) -> Pointer? {
    Pointer(label: label, among: environments)
  }

  /// The places where a version is live, in the order of the environments; `production` first, where
  /// it is the active version.
  package func labels(of version: Version) throws -> [String] {
    try labels { $0.versionCommit == version.commit }
  }

  /// The places where any version is live, in the same order.
  package func labels() throws -> [String] { try labels { _ in true } }

  /// A place that is damaged hides no other.
  private func labels(where isWanted: (PointerMove) -> Bool) throws -> [String] {
    try pointers.compactMap { place in
      guard let label = place.environment?.rawValue ?? activeLabel,
        let move = try FoundPrompt.unlessDamaged({ try live(place) }) ?? nil
      else { return nil }
      return isWanted(move) ? label : nil
    }
  }

  /// The label that the active version has; `nil` where it belongs to an environment.
  private var activeLabel: String? {
    pointer(of: Pointer.activeLabel) == .active ? Pointer.activeLabel : nil
  }
}
