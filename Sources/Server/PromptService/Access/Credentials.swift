internal import Digests
public import HTTPMessages

/// How a request may present the secret of a key.
public enum CredentialForm: Sendable, Equatable {
  /// `Authorization: Bearer SECRET`.
  case bearer
  /// `Authorization: Basic …`, with the key's id as the user and its secret as the password.
  case basic
  /// A header field of its own, such as `x-api-key`.
  case field(HTTPFieldName)
  /// A cookie with the token of a session, as browsers do that are signed in. A surface that takes it
  /// takes no other form, and each request to it has to come from a page of its own.
  case session
}

/// The secret that a request presents.
struct Credentials: Sendable {
  /// The secret.
  let secret: String
  /// The id of the key that it has to belong to; `nil` where the request names none.
  let keyID: String?

  /// Reads what a request presents; `nil` where it presents nothing.
  ///
  /// Whoever presents two secrets that differ is refused, since one of them would not be looked at.
  ///
  /// - Parameters:
  ///   - forms: The forms that the surface takes.
  ///   - others: Header fields that the surface does not take, in which no other secret may be.
  /// - Throws: ``ServiceError/unauthenticated`` for what cannot be read, ``ServiceError/severalKeys``.
  init?(
    _ fields: HTTPFields, taking forms: [CredentialForm], lookingAt others: [HTTPFieldName] = []
  ) throws(ServiceError) {
    var found: Credentials?
    for field in fields.values(.authorization) {
      guard let credentials = Credentials(authorization: field, taking: forms) else {
        throw .unauthenticated
      }
      found = try credentials.joined(with: found)
    }
    for case .field(let name) in forms {
      found = try Credentials.inField(name, of: fields, joinedWith: found)
    }
    guard var credentials = found else { return nil }
    for name in others where !forms.contains(.field(name)) {
      credentials =
        try Credentials.inField(name, of: fields, joinedWith: credentials) ?? credentials
    }
    self = credentials
  }

  /// What a header field of its own presents beside what was found before. Clients without a key send
  /// the field empty.
  private static func inField(
    _ name: HTTPFieldName, of fields: HTTPFields, joinedWith other: Credentials?
  ) throws(ServiceError) -> Credentials? {
    var found = other
    for value in fields.values(name) where !value.isEmpty {
      found = try Credentials(secret: value, keyID: nil).joined(with: found)
    }
    return found
  }

  /// What two presentations of one secret say together.
  private func joined(with other: Credentials?) throws(ServiceError) -> Credentials {
    guard let other else { return self }
    guard secret.utf8.elementsEqual(other.secret.utf8) else { throw .severalKeys }
    if let keyID, let known = other.keyID, keyID != known { throw .severalKeys }
    return Credentials(secret: secret, keyID: keyID ?? other.keyID)
  }

  private init(secret: String, keyID: String?) {
    self.secret = secret
    self.keyID = keyID
  }

  private init?(authorization field: String, taking forms: [CredentialForm]) {
    if forms.contains(.bearer), let token = Credentials.token(of: field, scheme: "bearer") {
      self.init(secret: token, keyID: nil)
      return
    }
    guard forms.contains(.basic), let token = Credentials.token(of: field, scheme: "basic"),
      let bytes = Base64.decode(token), let pair = String(validating: bytes, as: UTF8.self),
      let colon = pair.utf8.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let secret = String(pair[pair.utf8.index(after: colon)...])
    guard !secret.isEmpty else { return nil }
    self.init(secret: secret, keyID: String(pair[..<colon]))
  }

  /// What stands behind the scheme of an `Authorization` field, whose case does not count.
  private static func token(of field: String, scheme: String) -> String? {
    let length = scheme.utf8.count
    let bytes = field.utf8
    guard bytes.count > length,
      bytes.prefix(length).lazy.map({ $0 | 0x20 }).elementsEqual(scheme.utf8),
      bytes.dropFirst(length).first == UInt8(ascii: " ")
    else { return nil }
    let token = bytes.dropFirst(length).drop { $0 == UInt8(ascii: " ") }
    return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
  }
}
