/// A prompt whose latest, active or live versions include another prompt.
public struct Inclusion: Sendable {
  /// The prompt that includes the other one.
  public let name: PromptName

  /// Its latest version; `nil` where that does not include the other prompt.
  public let latest: IncludingVersion?

  /// Its versions that pointers are at, the active one first; of those that include the other prompt.
  public let live: [(pointer: Pointer, version: IncludingVersion)]
}

/// A version, and the version of another prompt that it includes.
public struct IncludingVersion: Sendable, Hashable {
  /// The number of the version.
  public let number: Int

  /// The hash that the other prompt is pinned to.
  public let hash: VersionHash

  /// The number of the newest version of the other prompt that has the hash; `nil` where none has.
  public let included: Int?

  /// The number of newer versions of the other prompt; `nil` where none has the hash.
  public let behind: Int?
}

extension Repository {
  /// The prompts that include another one, in the order of their names.
  ///
  /// ```swift
  /// for inclusion in try repository.includers(of: name) { print(inclusion.name) }
  /// ```
  ///
  /// Counts what their latest versions include, and what is active or live; prompts that include one of
  /// those are not named.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt.
  public func includers(of name: PromptName) throws(RepositoryError) -> [Inclusion] {
    try reader.includers(of: name, among: names())
  }
}

extension LedgerReader {
  /// The prompts that include another one, of these.
  package func includers(
    of name: PromptName, among names: [PromptName]
  ) throws(RepositoryError) -> [Inclusion] {
    let search = try InclusionSearch(of: name, in: self)
    let pointers = try pointers()
    var found: [Inclusion] = []
    for other in names where other != name {
      if let inclusion = try search.inclusion(in: other, pointers) { found.append(inclusion) }
    }
    return found
  }

  fileprivate func pointers() throws(RepositoryError) -> [Pointer] {
    try [.active] + environments().map { Pointer.environment($0.name) }
  }
}

extension Transaction {
  /// The names of the prompts that include another one, in their order.
  ///
  /// What is damaged includes nothing, so that whatever it is can be deleted.
  func namesOfIncluders(of name: PromptName) throws(RepositoryError) -> [PromptName] {
    let others = try names(having: .info).filter { $0 != name }
    let pointers = try pointers()
    var found: [PromptName] = []
    do throws(RepositoryError) {
      let search = try InclusionSearch(of: name, in: self)
      for other in others {
        do throws(RepositoryError) {
          if try search.inclusion(in: other, pointers) != nil { found.append(other) }
        } catch {
          guard error.code == .damaged else { throw error }
        }
      }
    } catch {
      guard error.code == .damaged else { throw error }
    }
    return found
  }
}

/// Looks for what includes one prompt.
private struct InclusionSearch<Reader: LedgerReader> {
  private let reader: Reader
  /// The names that pins may have for the prompt: its own, and those that it had before.
  private let names: Set<PromptName>
  /// The newest version of each hash.
  private var numbers: [VersionHash: Int] = [:]
  private let latest: Int

  init(of name: PromptName, in reader: Reader) throws(RepositoryError) {
    self.reader = reader
    let prompt = try reader.existing(name)
    let left = try reader.tombstoneEntries(of: prompt.record.id)
    names = Set(left.map(\.tombstone.name) + [name])
    latest = prompt.latest?.number ?? 0
    // Newest first, so that the first of a hash is the newest.
    for version in try reader.versions(of: name) where numbers[version.hash] == nil {
      numbers[version.hash] = version.number
    }
  }

  func inclusion(
    in other: PromptName, _ pointers: [Pointer]
  ) throws(RepositoryError) -> Inclusion? {
    let newest = try reader.latest(of: other).flatMap { version throws(RepositoryError) in
      try including(version)
    }
    var live: [(pointer: Pointer, version: IncludingVersion)] = []
    for pointer in pointers {
      guard let move = try reader.lastMove(of: pointer, other),
        let version = try including(reader.version(of: move))
      else { continue }
      live.append((pointer, version))
    }
    if newest == nil, live.isEmpty { return nil }
    return Inclusion(name: other, latest: newest, live: live)
  }

  private func including(_ version: Version) throws(RepositoryError) -> IncludingVersion? {
    let text = try reader.ownText(of: version)
    let included = text.partialNames.compactMap(PromptName.init(orNil:))
      .first(where: names.contains)
    guard let included, let hash = text.content.partialPins[included] else { return nil }
    let number = numbers[hash]
    return IncludingVersion(
      number: version.number, hash: hash, included: number, behind: number.map { latest - $0 })
  }
}
