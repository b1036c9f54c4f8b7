package import PromptRepo

/// A prompt that a surface may show, as it was at one moment.
package struct FoundPrompt: Sendable {
  /// Its name in the ledger.
  package let name: PromptName
  /// What a caller asked for, where that was the name or the title; else the name.
  package let asked: String
  /// The environments that there are, in their order.
  package let environments: [EnvironmentName]
  let reader: any LedgerReader

  init(
    _ name: PromptName, asked: String? = nil, environments: [EnvironmentName],
    in reader: any LedgerReader
  ) {
    self.name = name
    self.asked = asked ?? name.rawValue
    self.environments = environments
    self.reader = reader
  }

  /// The prompt with its record and where its chains stand.
  package func prompt() throws(RepositoryError) -> Prompt { try reader.existing(name) }

  /// The title, the description and whatever else people know it by.
  package func record() throws(RepositoryError) -> PromptRecord { try prompt().record }

  /// The version that was cut last.
  package func latest() throws -> Version {
    guard let latest = try reader.latest(of: name) else { throw ServiceError.promptNotFound }
    return latest
  }

  /// The versions, the newest first; at most so many.
  package func versions(limit: Int? = nil) throws(RepositoryError) -> [Version] {
    try reader.versions(of: name, limit: limit)
  }

  /// The move that made the version live; `nil` where nothing is.
  package func live(_ pointer: Pointer) throws(RepositoryError) -> PointerMove? {
    guard let tip = try reader.tip(of: .pointer(pointer), name) else { return nil }
    return try reader.liveMove(at: tip, of: name)
  }

  /// The moves of a pointer, the newest first.
  package func moves(of pointer: Pointer) throws(RepositoryError) -> [PointerMove] {
    try reader.moves(of: pointer, name)
  }

  /// The content of a version.
  package func content(of version: Version) throws(RepositoryError) -> VersionContent {
    try reader.content(of: version)
  }

  /// The text of a version with all that it includes.
  package func text(of version: Version) throws(RepositoryError) -> VersionText {
    try reader.text(of: version, name)
  }

  /// What a version gives to clients that only put values into placeholders.
  ///
  /// - Throws: ``ServiceError/notPortable(_:)``, where it has no such form.
  package func portableForm(of version: Version) throws -> PortableForm {
    let text = try text(of: version)
    do throws(PortableFormError) {
      return try PortableForm(text)
    } catch {
      throw ServiceError.notPortable(error)
    }
  }

  /// The same with the places of partials, where a chat has any.
  package func unresolvedForm(of version: Version) throws -> PortableForm {
    let text = try reader.ownText(of: version)
    do throws(PortableFormError) {
      return try PortableForm(leavingPartials: text)
    } catch {
      throw ServiceError.notPortable(error)
    }
  }

  /// The version that a selector means.
  ///
  /// - Throws: ``ServiceError`` of the kind `notFound` where there is none.
  package func version(_ selector: VersionSelector) throws -> Version {
    switch selector {
    case .latest: return try latest()
    case .number(let number):
      guard try (1...max(1, latest().number)).contains(number) else {
        throw ServiceError.versionNotFound
      }
      return try reader.version(name, .number(number))
    case .pointer(let pointer):
      guard let move = try live(pointer) else {
        throw ServiceError.notDeployed(to: pointer.environment?.rawValue ?? "active")
      }
      return try reader.version(of: move)
    case .digits(let digits):
      do throws(RepositoryError) {
        return try reader.version(name, .digits(digits, hashOnly: true))
      } catch {
        switch error.code {
        case .notFound, .invalid: throw ServiceError.hashNotFound(digits)
        case .ambiguous: throw ServiceError.ambiguousHash(error.message)
        default: throw error
        }
      }
    case .label(let label):
      guard let pointer = pointer(of: label) else {
        throw ServiceError.environmentNotFound(label, among: environments.map(\.rawValue))
      }
      return try version(.pointer(pointer))
    }
  }

  /// Where a label of other systems is here: the environment of that name, and for `production`,
  /// where the list has none, the active version. `nil` for any other label.
  package func pointer(of label: String) -> Pointer? {
    Pointer(label: label, among: environments)
  }

  /// The places where a version can be live: the active version's, and the environments in their
  /// order.
  var pointers: [Pointer] { [.active] + environments.map(Pointer.environment) }

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
    pointer(of: "production") == .active ? "production" : nil
  }

  /// What is made of the prompt; `nil` where it is damaged, so that in a list it hides no other.
  package static func unlessDamaged<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch let error as RepositoryError where [.damaged, .invalid].contains(error.code) {
      return nil
    }
  }
}

/// Which version of a prompt a caller means.
package enum VersionSelector: Sendable {
  /// The version that was cut last.
  case latest
  /// The version with this number.
  case number(Int)
  /// The version that is live.
  case pointer(Pointer)
  /// The version whose hash begins with these digits.
  case digits(String)
  /// The version that a label of other systems is at.
  case label(String)
}

extension Pointer {
  /// Where a label of other systems is here: the environment of that name, and for `production`,
  /// where the list has none, the active version.
  init?(label: String, among environments: [EnvironmentName]) {
    if let name = environments.first(where: { $0.rawValue.utf8.elementsEqual(label.utf8) }) {
      self = .environment(name)
    } else if label.utf8.elementsEqual("production".utf8) {
      self = .active
    } else {
      return nil
    }
  }
}
