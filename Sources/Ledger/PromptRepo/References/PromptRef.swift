/// One chain of one prompt, as the names of references spell it: `support/reply/@versions`.
public struct PromptChain: Sendable, Hashable {
  /// The prompt.
  public let prompt: PromptName
  /// What the chain is about.
  public let concern: Concern

  /// Makes a chain's name from its parts.
  public init(_ prompt: PromptName, _ concern: Concern) {
    self.prompt = prompt
    self.concern = concern
  }

  /// Reads what a reference's name has after the folder of prompts.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when no ledger has a chain of this name.
  public init(path: String) throws(RepositoryError) {
    let bytes = path.utf8
    guard let sign = bytes.firstIndex(of: UInt8(ascii: "@")), sign > bytes.startIndex,
      let concern = Concern(label: String(path[bytes.index(after: sign)...]))
    else {
      throw RepositoryError(
        .invalid, "'\(path)' does not name a chain of a prompt",
        hint: "Such a name is a prompt's name, /@, and info, versions, active or env/NAME")
    }
    let slash = bytes.index(before: sign)
    guard bytes[slash] == UInt8(ascii: "/") else {
      throw RepositoryError(.invalid, "'\(path)' does not name a chain of a prompt")
    }
    self.init(try PromptName(String(path[..<slash])), concern)
  }

  /// What its reference's name has after the folder of prompts.
  public var path: String { "\(prompt)/@\(concern.label)" }

  /// Its reference.
  public var reference: ReferenceName {
    ReferenceName(unchecked: PromptReferences.root + path)
  }
}

/// What one of a prompt's chains is about: the part of its reference's name after `@`.
public enum Concern: Sendable, Hashable {
  /// The prompt's record, edit by edit.
  case info
  /// The versions.
  case versions
  /// The moves of a pointer.
  case pointer(Pointer)

  /// Reads a concern as references spell it: `info`, `versions`, `active`, `env/staging`.
  ///
  /// `nil` for what no chain of a prompt is about.
  public init?(label: String) {
    switch label {
    case "info": self = .info
    case "versions": self = .versions
    default:
      guard let pointer = Pointer(label: label) else { return nil }
      self = .pointer(pointer)
    }
  }

  /// The concern as references spell it.
  public var label: String {
    switch self {
    case .info: "info"
    case .versions: "versions"
    case .pointer(let pointer): pointer.label
    }
  }
}

extension Concern: Comparable {
  /// Orders concerns so that each comes after what it leans on: record, versions, pointers.
  public static func < (left: Concern, right: Concern) -> Bool {
    switch (left, right) {
    case (.pointer(let left), .pointer(let right)):
      left.label.utf8.lexicographicallyPrecedes(right.label.utf8)
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .info: 0
    case .versions: 1
    case .pointer: 2
    }
  }
}

/// The references of one prompt: one for each concern.
public struct PromptReferences: Sendable, Hashable {
  /// The folder of all prompts' references.
  public static let root = "refs/prompts/"

  /// The prompt's name.
  public let name: PromptName

  /// The references of the prompt with this name.
  public init(_ name: PromptName) {
    self.name = name
  }

  /// The chain of versions.
  public var versions: ReferenceName { concern("versions") }
  /// The chain of the record's edits.
  public var info: ReferenceName { concern("info") }
  /// The chain of a pointer's moves.
  public func pointer(_ pointer: Pointer) -> ReferenceName { concern(pointer.label) }

  /// What all of the prompt's references begin with.
  var prefix: String { "\(PromptReferences.root)\(name)/@" }

  private func concern(_ concern: String) -> ReferenceName {
    ReferenceName(unchecked: prefix + concern)
  }
}

extension ReferenceName {
  /// The moment of the newest prompt, so that creation times only grow.
  static let clock = ReferenceName(unchecked: "refs/promptrepo/clock")

  /// Where a deleted or renamed prompt leaves its tombstones.
  public static func tombstone(_ id: PromptID) -> ReferenceName {
    ReferenceName(unchecked: "\(Tombstone.root)\(id)")
  }
}

/// A chain of a ledger that is about no single prompt.
public enum SharedChain: String, Sendable, Hashable, CaseIterable {
  /// The list of environments and their rules.
  case environments
  /// The releases, and what was done with them.
  case releases

  /// The folder of these chains' references.
  ///
  /// Nothing else is in it, so that it is fetched as a whole, from remotes that have none of them
  /// too.
  public static let root = "refs/promptrepo/ledger/"

  /// The reference that points at the newest commit of the chain.
  public var reference: ReferenceName { ReferenceName(unchecked: SharedChain.root + rawValue) }
}
