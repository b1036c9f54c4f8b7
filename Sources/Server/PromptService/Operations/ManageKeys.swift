package import APIKeys
internal import PromptRepo

/// An API key as whoever manages keys sees it.
package struct KeyOverview: Sendable {
  /// The key.
  package let key: APIKey
  /// The day on which it was last used; `nil` where it never was, as far as is known.
  package let lastUsed: UseDay?
  /// How many browsers are signed in with it.
  package let sessions: Int
  /// How it stands now.
  package let state: APIKey.State
}

extension ServiceRequest {
  /// Whether keys can be listed and revoked from here.
  package var managesKeys: Bool {
    get throws { try keysAndSessions { try gate.authenticator.keys() } != nil }
  }

  /// The keys in order of creation: all of the server, or where each owner has a ledger, those of the
  /// caller's owner.
  ///
  /// - Throws: ``ServiceError/forbidden(_:needs:)``, and ``ServiceError/pathNotFound`` where the keys
  ///   are out of reach.
  package func keys() throws -> [KeyOverview] {
    try caller.check(.admin)
    guard let caller = caller.key else { throw ServiceError.noCredentials }
    return try keysAndSessions {
      guard let all = try gate.authenticator.keys() else { throw ServiceError.pathNotFound }
      let days = gate.authenticator.lastUses()
      let shown = ledgers.isShared ? all : all.filter { $0.owner == caller.owner }
      return try shown.map { key in
        KeyOverview(
          key: key, lastUsed: days[key.id],
          sessions: try configuration.sessions?.sessions(ofKey: key.id, now: time).count ?? 0,
          state: key.state(at: time))
      }
    }
  }

  /// The key with an id.
  ///
  /// - Throws: As ``keys()`` does, and ``ServiceError/pathNotFound`` where there is none.
  package func key(_ id: String) throws -> KeyOverview {
    guard let found = try keys().first(where: { $0.key.id.utf8.elementsEqual(id.utf8) }) else {
      throw ServiceError.pathNotFound
    }
    return found
  }

  /// Revokes a key, which ends its sessions. One that was revoked before stays as it is.
  ///
  /// - Throws: As ``key(_:)`` does.
  package func revokeKey(_ id: String) throws {
    let found = try key(id)
    guard found.state != .revoked else { return }
    try keysAndSessions {
      do {
        try gate.authenticator.revoke(found.key.id, at: time)
      } catch let error as RepositoryError where error.code == .nothingToCommit {
        // Somebody was first.
        return
      }
      _ = try configuration.sessions?.endAll(ofKey: found.key.id, now: time)
    }
  }
}
