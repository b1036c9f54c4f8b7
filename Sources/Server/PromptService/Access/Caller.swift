package import APIKeys
internal import PromptRepo

/// Who makes a request.
package struct Caller: Sendable {
  /// The key that was presented; `nil` for an anonymous reader.
  package let key: APIKey?
  /// The end user that the caller acts for.
  package let endUser: String?
  /// The session that stands for the key; `nil` where the key itself was presented.
  package let signedIn: SignedIn?

  init(key: APIKey?, endUser: String?, signedIn: SignedIn? = nil) {
    self.key = key
    self.endUser = endUser
    self.signedIn = signedIn
  }

  /// What the caller may do.
  package var role: Role { key?.role ?? .reader }

  /// The caller as the committer of a change: the owner's name, and the key's id in the place of
  /// an address.
  func signature(at time: Timestamp) -> Signature {
    Signature(name: key?.owner.rawValue ?? "anonymous", email: key?.id ?? "", time: time)
  }

  /// Refuses a caller whose role is less than one.
  func check(_ role: Role) throws(ServiceError) {
    guard self.role >= role else { throw .forbidden(self.role, needs: role) }
  }
}
