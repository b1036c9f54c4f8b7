internal import CanonicalJSON
public import PromptRepo

/// What a ledger knows of a version beyond what other programs read of a row.
///
/// In JSON Lines it is the member `promptrepo` of a row, in a shape that has a version.
public final class RowDetails: Sendable {
  /// The newest shape that this program reads, and the one that it writes; rows without the member
  /// are of the first.
  public static let shape = 2

  /// The hash of the version's content.
  public let hash: VersionHash
  /// Who made the version, who put it into the ledger, when, and what else is said of it.
  package let step: CommitMetadata
  /// On a prompt's newest version: when the prompt was put away.
  public let archivedAt: Timestamp?
  /// On a prompt's newest version: the moves of its pointers.
  public let pointers: [PointerHistory]
  /// On the first row of an export: what is about no single prompt.
  public let ledger: LedgerDetails?

  /// Makes details from their parts.
  package init(
    hash: VersionHash, step: CommitMetadata, archivedAt: Timestamp? = nil,
    pointers: [PointerHistory] = [], ledger: LedgerDetails? = nil
  ) {
    self.hash = hash
    self.step = step
    self.archivedAt = archivedAt
    self.pointers = pointers
    self.ledger = ledger
  }
}

/// All moves of one pointer of a prompt.
public struct PointerHistory: Sendable {
  /// One move.
  public struct Move: Sendable {
    /// The number of the version that it goes to.
    public let version: Int
    /// On a rollback: the place, from 0, of the move that it restores.
    public let restores: Int?
    /// Who did it and why; `nil` where it was done with the version itself.
    package let step: CommitMetadata?

    /// Makes a move from its parts.
    package init(version: Int, restores: Int?, step: CommitMetadata?) {
      self.version = version
      self.restores = restores
      self.step = step
    }
  }

  /// The pointer.
  public let pointer: Pointer
  /// Its moves, the oldest first.
  public let moves: [Move]

  /// Makes a history from its parts.
  public init(_ pointer: Pointer, _ moves: [Move]) {
    self.pointer = pointer
    self.moves = moves
  }
}

/// What an export carries that is about no single prompt.
public struct LedgerDetails: Sendable {
  /// The environments and their rules, in their order.
  public var environments: [DeploymentEnvironment]

  /// Makes details from their parts.
  public init(environments: [DeploymentEnvironment]) {
    self.environments = environments
  }
}

extension RowDetails {
  /// The details as the member `promptrepo` of a row.
  var json: JSONObject {
    var object: JSONObject = ["export": .integer(RowDetails.shape), "hash": .string("\(hash)")]
    object.setCommitter(step)
    object.setTrailers(step)
    object["archived_at"] = archivedAt.map { .string($0.rfc3339) }
    if !pointers.isEmpty {
      var members = JSONObject()
      for history in pointers {
        members[history.pointer.label] = .array(history.moves.map { .object($0.json) })
      }
      object["pointers"] = .object(members)
    }
    object["ledger"] = ledger.map { .object($0.json) }
    return object
  }

  /// Reads the member `promptrepo` of a row.
  ///
  /// - Parameter author: The author of the row, at the time when the version was made.
  convenience init(_ members: RowMembers, author: Signature) throws(RowError) {
    guard members.object["export"]?.integer == RowDetails.shape else {
      throw members.wrong("the shape “export” is not \(RowDetails.shape)")
    }
    guard let hash = try members.text("hash") else {
      throw members.wrong("it says nothing of the version's hash")
    }
    var histories: [PointerHistory] = []
    for member in try members.members("pointers")?.object ?? JSONObject() {
      guard let pointer = Pointer(label: member.key) else {
        throw members.wrong("there is no pointer “\(member.key)”")
      }
      let moves = try members.list(member.value, "pointers").map { move throws(RowError) in
        try PointerHistory.Move(move)
      }
      for (place, move) in moves.enumerated() where move.restores.map({ $0 >= place }) ?? false {
        throw members.wrong("a move of “\(member.key)” restores one that does not come before it")
      }
      histories.append(PointerHistory(pointer, moves))
    }
    self.init(
      hash: try members.valid { () throws(RepositoryError) in try VersionHash(hash) },
      step: try members.step(by: author), archivedAt: try members.time("archived_at"),
      pointers: histories, ledger: try members.members("ledger").map(LedgerDetails.init(_:)))
  }
}

extension PointerHistory.Move {
  fileprivate var json: JSONObject {
    var object: JSONObject = ["version": .integer(version)]
    object["restores"] = restores.map { .integer($0) }
    guard let step else { return object }
    object["author"] = .string(step.author.nameAndEmail)
    object["created_at"] = .string(step.author.time.rfc3339)
    object.setCommitter(step)
    object.setTrailers(step)
    return object
  }

  fileprivate init(_ members: RowMembers) throws(RowError) {
    guard let version = try members.number("version", from: 1) else {
      throw members.wrong("a move names no version")
    }
    var step: CommitMetadata?
    if let author = try members.text("author") {
      guard let time = try members.time("created_at") else {
        throw members.wrong("a move has an author and no time")
      }
      step = try members.step(by: Signature(nameAndEmail: author, time: time))
    }
    self.init(version: version, restores: try members.number("restores", from: 0), step: step)
  }
}

extension LedgerDetails {
  fileprivate var json: JSONObject {
    let list = environments.map { environment in
      var object: JSONObject = ["name": .string(environment.name.rawValue)]
      if environment.isProtected { object["protected"] = true }
      object["requires"] = environment.requires.map { .string($0.rawValue) }
      return JSONValue.object(object)
    }
    return ["environments": .array(list)]
  }

  fileprivate init(_ members: RowMembers) throws(RowError) {
    var environments: [DeploymentEnvironment] = []
    if let value = members.object["environments"] {
      for entry in try members.list(value, "environments") {
        guard let name = try entry.text("name") else {
          throw entry.wrong("an environment has no name")
        }
        let requires = try entry.text("requires")
        let isProtected = entry.object["protected"] == true
        environments.append(
          try entry.valid { () throws(RepositoryError) in
            DeploymentEnvironment(
              try EnvironmentName(name), isProtected: isProtected,
              requires: try requires.map { text throws(RepositoryError) in
                try EnvironmentName(text)
              })
          })
      }
    }
    self.init(environments: environments)
  }
}

extension JSONObject {
  /// Says who committed a step, and when, where that is not its author at the author's time.
  fileprivate mutating func setCommitter(_ step: CommitMetadata) {
    let (author, committer) = (step.author, step.committer)
    if author.nameAndEmail != committer.nameAndEmail {
      self["committer"] = .string(committer.nameAndEmail)
    }
    if author.time.milliseconds != committer.time.milliseconds {
      self["committed_at"] = .string(committer.time.rfc3339)
    }
    // Times are in UTC; these are the minutes that clocks there were ahead of it.
    if author.time.offset != 0 { self["offset"] = .integer(author.time.offset) }
    if committer.time.offset != author.time.offset {
      self["committer_offset"] = .integer(committer.time.offset)
    }
  }

  fileprivate mutating func setTrailers(_ step: CommitMetadata) {
    guard !step.trailers.isEmpty else { return }
    var members = JSONObject()
    for trailer in step.trailers { members[trailer.key.rawValue] = .string(trailer.value) }
    self["trailers"] = .object(members)
  }
}

extension RowMembers {
  /// The step that the members describe.
  fileprivate func step(by author: Signature) throws(RowError) -> CommitMetadata {
    var author = author
    author.time = Timestamp(
      milliseconds: author.time.milliseconds, offset: try offset("offset") ?? 0)
    let time = Timestamp(
      milliseconds: try time("committed_at")?.milliseconds ?? author.time.milliseconds,
      offset: try offset("committer_offset") ?? author.time.offset)
    let committer = try text("committer").map { Signature(nameAndEmail: $0, time: time) }
    var trailers: [Trailer] = []
    for member in try members("trailers")?.object ?? JSONObject() {
      guard case .string(let value) = member.value else {
        throw wrong("the trailer “\(member.key)” is not a string")
      }
      trailers.append(Trailer(Trailer.Key(rawValue: member.key), value))
    }
    return try valid { () throws(RepositoryError) in
      try CommitMetadata(
        author: author,
        committer: committer ?? Signature(name: author.name, email: author.email, time: time),
        trailers: trailers)
    }
  }

  /// The minutes that clocks of a place are ahead of UTC.
  private func offset(_ key: String) throws(RowError) -> Int? {
    guard let value = object[key] else { return nil }
    guard let minutes = value.integer, abs(minutes) < 24 * 60 else {
      throw wrong("“\(key)” is not a number of minutes")
    }
    return minutes
  }

  /// The objects of an array.
  fileprivate func list(_ value: JSONValue, _ key: String) throws(RowError) -> [RowMembers] {
    guard case .array(let values) = value else { throw wrong("“\(key)” holds what is no array") }
    var list: [RowMembers] = []
    for value in values {
      guard case .object(let object) = value else {
        throw wrong("“\(key)” holds what is no object")
      }
      list.append(RowMembers(line: line, object: object, reserved: []))
    }
    return list
  }

  fileprivate func wrong(_ reason: String) -> RowError {
    RowError(
      line: line,
      reason: "in “promptrepo” \(reason); remove the member to import the row without it")
  }

  fileprivate func valid<Result>(
    _ body: () throws(RepositoryError) -> Result
  ) throws(RowError) -> Result {
    do throws(RepositoryError) { return try body() } catch { throw wrong(error.message) }
  }
}
