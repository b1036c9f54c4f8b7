package import PromptRepo

/// One prompt of a change that somebody was shown, and wants carried out as it was shown.
package struct ShownMove: Sendable, Hashable {
  /// The prompt.
  package let name: PromptName
  /// The number of the version that was shown as coming.
  package let version: Int
  /// The hash of its content.
  package let coming: VersionHash
  /// What was shown as live.
  package let live: ExpectedVersion

  /// Makes one from its parts.
  package init(_ name: PromptName, version: Int, coming: VersionHash, live: ExpectedVersion) {
    self.name = name
    self.version = version
    self.coming = coming
    self.live = live
  }

  /// Makes one of what a plan shows.
  package init(_ name: PromptName, to version: Version, from live: PointerMove?) {
    self.init(
      name, version: version.number, coming: version.hash,
      live: live.map { .hash($0.hash.hex) } ?? .nothing)
  }

  /// Reads one as a form has it: `7 COMING LIVE`, with whole hashes, and `none` where nothing is live.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  package init(_ name: PromptName, form: String) throws(ServiceError) {
    let words = form.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    do throws(RepositoryError) {
      guard words.count == 3, let version = Int(words[0]), version > 0 else {
        throw RepositoryError(.invalid, "'\(form)' is no move that was shown")
      }
      let coming = try VersionHash(words[1])
      let live = words[2] == "none" ? nil : try VersionHash(words[2])
      self.init(
        name, version: version, coming: coming,
        live: live.map { .hash($0.hex) } ?? .nothing)
    } catch {
      throw .invalid(error.message, parameter: nil)
    }
  }

  /// The move as a form has it.
  package var form: String {
    let held = if case .hash(let digits) = live { digits } else { "none" }
    return "\(version) \(coming.hex) \(held)"
  }

  /// Refuses what is live if it is not what was shown.
  ///
  /// - Throws: ``ServiceError/unexpectedVersion(_:)``.
  func check(live move: PointerMove?, at pointer: Pointer) throws(ServiceError) {
    do throws(RepositoryError) {
      try live.check(move, name, at: pointer)
    } catch {
      throw .unexpectedVersion(error.message)
    }
  }

  /// Refuses what would go live if it is not what was shown.
  ///
  /// - Throws: ``ServiceError/unexpectedVersion(_:)``.
  func check(_ found: Version) throws(ServiceError) {
    guard found.hash == coming else {
      throw .unexpectedVersion(
        "v\(found.number) (sha256:\(found.hash.short())) of '\(name)' would go live, where "
          + "v\(version) (sha256:\(coming.short())) was shown")
    }
  }
}

/// What a change did, by the operation that all of it belongs to.
package struct MadeOperation: Sendable {
  /// The operation's id; `nil` where nothing was moved, since all is as it was wanted already.
  package let id: String?
  /// The prompts that were moved, each with the move.
  package let moves: [(name: PromptName, move: PointerMove)]

  init(_ id: String?, _ moves: [(name: PromptName, move: PointerMove)] = []) {
    self.id = id
    self.moves = moves
  }
}

extension ServiceRequest {
  /// The ledger that the caller sees.
  ///
  /// - Throws: ``ServiceError/promptNotFound`` while the caller has none.
  func existingLedger() throws(ServiceError) -> Ledger {
    guard let ledger else { throw .promptNotFound }
    return ledger
  }

  /// Works something out as a change of the caller's would do it, without doing any of it.
  func rehearse<Result>(
    _ ledger: Ledger, _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try ledger.repository.rehearse(by: caller.signature(at: time), body)
  }

  /// Carries out what was shown, as one change that is not tried again: whoever decides has decided on
  /// what was there.
  ///
  /// - Throws: ``ServiceError/unexpectedVersion(_:)`` where it is not any more,
  ///   ``ServiceError/rule(_:_:)``, ``ServiceError/lostRace``.
  func carryOut(
    _ ledger: Ledger, _ body: (inout Transaction) throws -> [(name: PromptName, move: PointerMove)]
  ) throws -> MadeOperation {
    do {
      return try change(ledger) { transaction in
        let moves = try body(&transaction)
        return MadeOperation(transaction.operation, moves)
      }
    } catch let error as RepositoryError {
      throw ServiceError(ofShown: error)
    }
  }
}

extension ServiceError {
  /// Why what was shown is not carried out; what is gone or moved meanwhile is no error of the server.
  init(ofShown error: RepositoryError) {
    switch error.code {
    case .conflict where error.cause == nil: self = .lostRace
    case .conflict, .notFound, .nothingToCommit: self = .unexpectedVersion(error.message)
    case .unsupported: self = .rule(nil, error.message)
    default: self = ServiceError(error)
    }
  }

  /// Why something cannot be shown.
  init(ofPlan error: RepositoryError) {
    switch error.cause as? LedgerRefusal {
    case .promptNotFound?: self = .promptNotFound
    case .versionNotFound?: self = .versionNotFound
    case .environmentNotFound(let name)?:
      self = .environmentNotFound(name.rawValue, among: [])
    case .neverDeployed(_, let environment)?: self = .notDeployed(to: environment.rawValue)
    case .nothingActive?: self = .notDeployed(to: "active")
    case .neverLive(_, let version, let environment, let held)?:
      self = .neverDeployed(version, to: environment.rawValue, held: held)
    default:
      switch error.code {
      case .notFound, .nothingToCommit, .unsupported: self = .rule(nil, error.message)
      default: self = ServiceError(error)
      }
    }
  }
}
