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

  /// Whether a rollback of a pointer has something to go back to.
  package func hasEarlier(_ pointer: Pointer) throws(RepositoryError) -> Bool {
    guard let live = try live(pointer) else { return false }
    return try reader.previous(to: live) != nil
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

  /// The places where a version can be live: the active version's, and the environments in their
  /// order.
  var pointers: [Pointer] { [.active] + environments.map(Pointer.environment) }

  /// What is made of the prompt; `nil` where it is damaged, so that in a list it hides no other.
  package static func unlessDamaged<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch let error as RepositoryError where [.damaged, .invalid].contains(error.code) {
      return nil
    }
  }
}
