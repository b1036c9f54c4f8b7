internal import APIKeys
internal import PromptRepo

/// Who makes a request.
struct Caller: Sendable {
  /// The key that was presented; `nil` for an anonymous reader.
  let key: APIKey?
  /// The end user that the caller acts for.
  let endUser: String?

  /// What the caller may do.
  var role: Role { key?.role ?? .reader }

  /// The caller as the committer of a change: the owner's name, and the key's id in the place of
  /// an address.
  func signature(at time: Timestamp) -> Signature {
    Signature(name: key?.owner.rawValue ?? "anonymous", email: key?.id ?? "", time: time)
  }
}
