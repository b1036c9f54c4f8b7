package import APIKeys
internal import PromptRepo

extension ServiceRequest {
  /// The session of the browser that asks; `nil` where nobody is signed in.
  package var signedIn: SignedIn? { caller.signedIn }

  /// Begins a session for the key with a secret; one that the browser has already ends.
  ///
  /// - Returns: The key, and the field `Set-Cookie` with which the browser presents the session from
  ///   then on.
  /// - Throws: ``ServiceError/unauthenticated`` for a secret that opens nothing, and
  ///   ``ServiceError/rateLimited(retryAfter:)`` after too many tries from one address.
  package func signIn(_ secret: String) throws -> (key: APIKey, cookie: String) {
    guard let sessions = configuration.sessions, let origin else {
      throw ServiceError.internalFailure
    }
    try gate.signIns.take(client ?? "")
    // People copy more than the key.
    let secret = secret.trimmingBlanks
    return try keysAndSessions {
      guard let key = try gate.authenticator.key(presented: secret, at: time) else {
        throw ServiceError.unauthenticated
      }
      if let signedIn { try sessions.end(signedIn.token, now: time) }
      let begun = try sessions.begin(
        keyID: key.id, length: configuration.sessionLength, now: time)
      return (key, origin.cookie(begun.token))
    }
  }

  /// Ends the session of the browser that asks.
  ///
  /// - Returns: The field `Set-Cookie` with which the browser forgets it.
  package func signOut() throws -> String {
    guard let sessions = configuration.sessions, let origin else {
      throw ServiceError.internalFailure
    }
    if let signedIn {
      _ = try keysAndSessions { try sessions.end(signedIn.token, now: time) }
    }
    return origin.cookie("")
  }

  /// The sessions of the caller's key, those that began last first.
  package func sessions() throws -> [Session] {
    guard let sessions = configuration.sessions, let key = caller.key else { return [] }
    return try keysAndSessions { try sessions.sessions(ofKey: key.id, now: time) }
  }

  /// Ends one session of the caller's key; nothing happens where there is none with this id.
  package func endSession(_ id: String) throws {
    guard let sessions = configuration.sessions, let key = caller.key else { return }
    _ = try keysAndSessions { try sessions.end(id: id, ofKey: key.id, now: time) }
  }

  /// Ends all sessions of the caller's key, this one too.
  ///
  /// - Returns: How many there were, and the field `Set-Cookie` with which the browser forgets its own.
  package func endAllSessions() throws -> (count: Int, cookie: String) {
    guard let sessions = configuration.sessions, let key = caller.key, let origin else {
      throw ServiceError.internalFailure
    }
    let count = try keysAndSessions { try sessions.endAll(ofKey: key.id, now: time) }
    return (count, origin.cookie(""))
  }
}

extension String {
  /// The text without blanks and line ends around it.
  fileprivate var trimmingBlanks: String {
    func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }
    var bytes = utf8.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
