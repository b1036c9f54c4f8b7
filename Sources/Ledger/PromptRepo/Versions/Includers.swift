internal import PromptTemplate

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

  /// The prompt that it includes and through which it includes the other one; `nil` where it includes
  /// that one itself.
  public let through: PromptName?
}

extension Repository {
  /// The prompts that include another one, in the order of their names.
  ///
  /// ```swift
  /// for inclusion in try repository.includers(of: name) { print(inclusion.name) }
  /// ```
  ///
  /// Counts what their latest versions include, and what is active or live: themselves, or through
  /// what they include.
  ///
  /// - Parameter hash: The only content of the other prompt that counts; all of them when absent.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt.
  public func includers(
    of name: PromptName, having hash: VersionHash? = nil
  ) throws(RepositoryError) -> [Inclusion] {
    try reader.includers(of: name, having: hash, among: names())
  }
}

extension LedgerReader {
  /// The prompts that include another one, of these.
  package func includers(
    of name: PromptName, having hash: VersionHash? = nil, among names: [PromptName]
  ) throws(RepositoryError) -> [Inclusion] {
    var search = try InclusionSearch(of: name, having: hash, in: self)
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
      var search = try InclusionSearch(of: name, having: nil, in: self)
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

/// Looks for what includes one prompt, by itself or through others.
private struct InclusionSearch<Reader: LedgerReader> {
  /// What of the prompt a version includes.
  private struct Included {
    let hash: VersionHash
    let through: PromptName?
  }

  private struct Pin: Hashable {
    let name: PromptName
    let hash: VersionHash
  }

  /// What a pin leads to.
  private enum Target {
    /// The prompt that is looked for, or one of its names without a version that has the hash.
    case this
    case other(PinTarget)
    case nothing
  }

  private let reader: Reader
  private let name: PromptName
  /// The names that pins may have for the prompt: its own, and those that it had before.
  private let names: Set<PromptName>
  /// The only content that counts; all when `nil`.
  private let wanted: VersionHash?
  /// The newest version of each hash.
  private var numbers: [VersionHash: Int] = [:]
  private let latest: Int

  /// What was found of each version so far, by its tree, and how deep it lay where it was looked at.
  private var found: [ObjectID: (included: Included?, depth: Int)] = [:]
  private var targets: [Pin: Target] = [:]
  /// The hashes of all versions, once a name has led nowhere.
  private var hashes: HashesOfVersions?

  init(
    of name: PromptName, having hash: VersionHash?, in reader: Reader
  ) throws(RepositoryError) {
    self.reader = reader
    self.name = name
    wanted = hash
    let prompt = try reader.existing(name)
    let left = try reader.tombstoneEntries(of: prompt.record.id)
    names = Set(left.map(\.tombstone.name) + [name])
    latest = prompt.latest?.number ?? 0
    // Newest first, so that the first of a hash is the newest.
    for version in try reader.versions(of: name) where numbers[version.hash] == nil {
      numbers[version.hash] = version.number
    }
  }

  mutating func inclusion(
    in other: PromptName, _ pointers: [Pointer]
  ) throws(RepositoryError) -> Inclusion? {
    let latest = try reader.latest(of: other)
    let newest = try latest.flatMap { version throws(RepositoryError) in try including(version) }
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

  private mutating func including(
    _ version: Version
  ) throws(RepositoryError) -> IncludingVersion? {
    guard let included = try included(in: version, depth: 0) else { return nil }
    let number = numbers[included.hash]
    return IncludingVersion(
      number: version.number, hash: included.hash, included: number,
      behind: number.map { latest - $0 }, through: included.through)
  }

  /// What of the prompt a version includes: rather itself than through others.
  private mutating func included(
    in version: Version, depth: Int
  ) throws(RepositoryError) -> Included? {
    if let known = found[version.tree], known.included != nil || known.depth <= depth {
      return known.included
    }
    let text = try reader.ownText(of: version)
    let pins = text.content.partialPins
    var others: [PinTarget] = []
    var included: Included?
    for partial in text.partialNames.compactMap(PromptName.init(orNil:)) {
      guard let hash = pins[partial] else { continue }
      switch try target(of: Pin(name: partial, hash: hash)) {
      case .this where wanted == nil || wanted == hash:
        included = Included(hash: hash, through: nil)
      case .other(let target): others.append(target)
      case .this, .nothing: break
      }
      if included != nil { break }
    }
    // Deeper than any text can be rendered, nothing is looked for.
    for other in others where included == nil && depth < RenderLimits.standard.partialDepth {
      included = try self.included(in: other.version, depth: depth + 1).map {
        Included(hash: $0.hash, through: other.prompt)
      }
    }
    found[version.tree] = (included, depth)
    return included
  }

  /// What a pin leads to: first by its name, then by the names that the prompt had, then by its hash.
  private mutating func target(of pin: Pin) throws(RepositoryError) -> Target {
    if let known = targets[pin] { return known }
    let target: Target
    if let found = try reader.version(pin.hash, ofPrompt: pin.name) {
      target = found.prompt == name ? .this : .other(found)
    } else if names.contains(pin.name), numbers[pin.hash] != nil {
      target = .this
    } else {
      let hashes = if let hashes { hashes } else { try reader.cache.hashes(in: reader) }
      self.hashes = hashes
      if let found = try reader.version(pin.hash, in: hashes) {
        target = found.prompt == name ? .this : .other(found)
      } else {
        target = names.contains(pin.name) ? .this : .nothing
      }
    }
    targets[pin] = target
    return target
  }
}
