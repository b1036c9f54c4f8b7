public import CanonicalJSON
internal import PromptTemplate

/// A movable name for one of a prompt's versions; its moves are kept as a chain of commits.
public enum Pointer: Sendable, Hashable {
  /// The version that is live where no environment is asked for.
  case active
  /// The version that is live in an environment.
  case environment(EnvironmentName)

  /// Reads a pointer as references and trailers spell it: `active`, `env/production`.
  ///
  /// `nil` for what is none.
  package init?(label: String) {
    if label == "active" {
      self = .active
      return
    }
    guard label.utf8.starts(with: Pointer.folder.utf8) else { return nil }
    do throws(RepositoryError) {
      self = .environment(
        try EnvironmentName(
          String(decoding: label.utf8.dropFirst(Pointer.folder.utf8.count), as: UTF8.self)))
    } catch {
      return nil
    }
  }

  /// The pointer as references and trailers spell it.
  package var label: String {
    switch self {
    case .active: "active"
    case .environment(let name): "\(Pointer.folder)\(name)"
    }
  }

  /// The folder of the environments' pointers among a prompt's references.
  static let folder = "env/"

  /// The environment whose pointer it is.
  public var environment: EnvironmentName? {
    if case .environment(let name) = self { name } else { nil }
  }
}

extension Pointer: CustomStringConvertible {
  /// The pointer as people name it: `active`, `production`.
  public var description: String { environment?.rawValue ?? label }
}

/// One move of a pointer: an activation or a deployment, a rollback, or what undoes one of them.
public struct PointerMove: Sendable, Hashable {
  /// The commit that records the move.
  package let commit: ObjectID
  /// The move before it; `nil` for the first.
  package let parent: ObjectID?
  /// The prompt whose pointer was moved.
  public let promptID: PromptID
  /// The pointer that was moved.
  public let pointer: Pointer
  /// The number of the version that the pointer was moved to.
  public let version: Int
  /// The commit of that version.
  package let versionCommit: ObjectID
  /// The hash of that version's content.
  public let hash: VersionHash
  /// The number of the version that it was moved from; `nil` for the first move.
  public let previousVersion: Int?
  /// On a rollback: the earlier move whose version is live again.
  package let restores: ObjectID?
  /// The reason; may be absent.
  public let reason: String?
  /// The author of the move, and the time.
  public let author: Signature
  /// The id that ties this move to the rest of what one command did.
  public let operation: String?
  /// The operation that the move takes back; `nil` when it is none that undoes another.
  package let undoes: String?
  /// The environment that a promotion took the version over from.
  public let promotedFrom: String?
  /// The release that the pointer was moved with.
  public let release: String?
  /// The end user that it was done for.
  public let onBehalfOf: String?
  /// Whether it is the first move that a join made again on top of another side's.
  let isFirstOfRebase: Bool

  /// True if the move went back to what was live before; for an active pointer also where it only
  /// went to an earlier version.
  public var isRollback: Bool {
    undoes == nil
      && (restores != nil || pointer == .active && (previousVersion ?? 0) > version)
  }
}

extension PointerMove: ChainStep {
  /// The reason of a move with which a join puts a pointer where it is to be.
  package static func rebaseReason(_ remote: String) -> String { joinBeginning + remote }

  private static let joinBeginning = "joined with "

  /// Whether a join put the pointer there.
  var isRebase: Bool {
    guard let reason, reason.utf8.starts(with: Self.joinBeginning.utf8) else { return false }
    return !reason.utf8.dropFirst(Self.joinBeginning.utf8.count).contains(32)
  }

  /// The first line of a move's message.
  static func subject(
    _ name: PromptName, _ pointer: Pointer, _ number: Int, isFirst: Bool, isRestoring: Bool,
    isUndoing: Bool
  ) -> String {
    let verb =
      isFirst ? "is" : isUndoing ? "returns to" : isRestoring ? "rolls back to" : "moves to"
    return "\(name) \(pointer) \(verb) v\(number)"
  }

  /// What a move's message says of its place.
  ///
  /// - Parameters:
  ///   - current: The move before it.
  ///   - restored: On a rollback, the earlier move whose version is live again.
  static func trailers(
    _ pointer: Pointer, _ version: Version, after current: PointerMove?,
    restoring restored: PointerMove?
  ) -> [Trailer] {
    [
      Trailer(.promptID, version.promptID.rawValue), Trailer(.pointer, pointer.label),
      Trailer(.promptVersion, "\(version.number)"), Trailer(.versionHash, "\(version.hash)"),
      Trailer(.versionCommit, version.commit.hex),
    ] + (current.map { [Trailer(.previousVersion, "\($0.version)")] } ?? [])
      + (restored.map { [Trailer(.restores, $0.commit.hex)] } ?? [])
  }

  init(_ commit: Commit, id: ObjectID) throws(RepositoryError) {
    let message = CommitMessage(commit.message)
    guard let promptID = message[.promptID], let version = message[.promptVersion],
      let versionCommit = message[.versionCommit].flatMap(ObjectID.init(hex:)),
      let hash = message[.versionHash]
    else {
      throw RepositoryError(
        .damaged, "commit \(id) is not a pointer's move: its trailers are missing",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    self.init(
      commit: id, parent: commit.parents.first, promptID: try PromptID(promptID),
      pointer: message[.pointer].flatMap(Pointer.init(label:)) ?? .active,
      version: try Version.number(version, in: id),
      versionCommit: versionCommit,
      hash: try VersionHash(hash), previousVersion: message[.previousVersion].flatMap(Int.init),
      restores: message[.restores].flatMap(ObjectID.init(hex:)), reason: message[.reason],
      author: commit.author, operation: message[.operation], undoes: message[.undoes],
      promotedFrom: message[.promotedFrom], release: message[.release],
      onBehalfOf: message[.onBehalfOf], isFirstOfRebase: commit.parents.count > 1)
  }
}

extension Repository {
  /// Renders a version with values for its variables: a text as it is, messages as chat text.
  ///
  /// ```swift
  /// let text = try repository.render(name, ["customer": "you"])
  /// ```
  ///
  /// A variable without a value stays as it is written; see ``activeText(of:)`` for stricter ways.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``.
  public func render(
    _ name: PromptName, _ values: JSONObject, version spec: VersionSpec = .active
  ) throws(RepositoryError) -> String {
    let text = try text(of: name, spec)
    do {
      return try text.render(RenderInput(values)).text()
    } catch {
      throw RepositoryError(
        .invalid, "prompt '\(name)' cannot be rendered with these values: \(error)", cause: error)
    }
  }

  /// The content of a version with its text taken apart, and all that it includes.
  ///
  /// ```swift
  /// let text = try repository.text(of: name, .latest)
  /// let rendered = try text.render(strict: RenderInput(["customer": "you"]))
  /// print(rendered.elements)
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/notFound``; ``RepositoryError/Code/invalid`` when something that
  ///   it includes is not there, caused by a ``PartialRefusal``.
  public func text(
    of name: PromptName, _ spec: VersionSpec = .active
  ) throws(RepositoryError) -> VersionText {
    try reader.text(of: reader.version(name, spec), name)
  }

  /// The content of a prompt's active version with its text taken apart, and all that it includes.
  ///
  /// ```swift
  /// let text = try repository.activeText(of: name)
  /// let rendered = try text.render(strict: RenderInput(["customer": "you"]))
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt or nothing is active.
  public func activeText(of name: PromptName) throws(RepositoryError) -> VersionText {
    try reader.activeText(of: name)
  }

  /// The moves of a prompt's pointer, newest first: what was live, since when, and why.
  ///
  /// ```swift
  /// for move in try repository.moves(of: .environment(production), name) {
  ///   print(move.version, move.author.name, move.reason ?? "")
  /// }
  /// ```
  ///
  /// - Parameter limit: At most so many; `nil` for all.
  /// - Throws: ``RepositoryError/Code/notFound``.
  public func moves(
    of pointer: Pointer, _ name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [PointerMove] {
    try reader.moves(of: pointer, name, limit: limit)
  }
}

extension LedgerReader {
  /// The version that is live; `nil` when none is.
  package func active(of name: PromptName) throws(RepositoryError) -> Version? {
    guard let move = try lastMove(of: .active, name) else { return nil }
    return try version(of: move)
  }

  /// The live version's content with its text taken apart, and all that it includes.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt or nothing is live.
  package func activeText(of name: PromptName) throws(RepositoryError) -> VersionText {
    guard let version = try active(of: name) else {
      _ = try existing(name)
      throw .nothingActive(name)
    }
    return try text(of: version, name)
  }

  /// A pointer's last move; `nil` when it was never set.
  package func lastMove(
    of pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) -> PointerMove? {
    try readTip(of: .pointer(pointer), name) { (tip) throws(RepositoryError) in
      try move(at: tip, of: name)
    }
  }

  /// A pointer's moves, newest first.
  package func moves(
    of pointer: Pointer, _ name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [PointerMove] {
    var chain = try moveChain(of: pointer, name)
    return try chain.steps(limit)
  }

  /// A pointer's moves, newest first, read as far as somebody asks.
  package func moveChain(
    of pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) -> Chain<PointerMove> {
    let tip = try tip(of: .pointer(pointer), name)
    if tip == nil { _ = try existing(name) }
    return Chain(from: tip) { (commit, newer) throws(RepositoryError) in
      guard let newer else { return try move(at: commit, of: name) }
      let move = try move(at: commit)
      guard move.promptID == newer.promptID else {
        throw .misplaced(
          "prompt '\(name)' has a move to a version of another prompt, \(move.promptID)")
      }
      return move
    }
  }

  /// The move that a pointer goes back to from `move`; `nil` when nothing is before it.
  ///
  /// After a rollback this is what was before the restored move, so that repeated rollbacks go
  /// further back instead of to and fro.
  package func previous(to move: PointerMove) throws(RepositoryError) -> PointerMove? {
    guard let parent = try origin(of: move).parent else { return nil }
    return try self.move(at: parent)
  }

  /// The move that a rollback restored in the end; a move that is no rollback itself.
  func origin(of move: PointerMove) throws(RepositoryError) -> PointerMove {
    var origin = move
    while let restored = origin.restores { origin = try self.move(at: restored) }
    return origin
  }

  /// The move that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  package func move(at commit: ObjectID) throws(RepositoryError) -> PointerMove {
    try cache.move(commit) { () throws(RepositoryError) in
      try PointerMove(self.commit(commit, for: "a pointer's move"), id: commit)
    }
  }

  /// The move that a commit is which was just made; from now on it need not be read.
  func move(_ commit: Commit, id: ObjectID) throws(RepositoryError) -> PointerMove {
    try cache.move(id) { () throws(RepositoryError) in try PointerMove(commit, id: id) }
  }
}

extension RepositoryError {
  static func nothingActive(_ name: PromptName) -> RepositoryError {
    RepositoryError(
      .notFound, "prompt '\(name)' has no active version",
      cause: LedgerRefusal.nothingActive(name))
  }
}
