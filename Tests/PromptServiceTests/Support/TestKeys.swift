import APIKeys
import PromptRepo
import PromptService
import TestSupport

/// A key of each role, and two of other owners.
struct TestKeys: Authenticator {
  /// The secrets by role.
  let secrets: [Role: String]
  /// The secret of another owner's admin.
  let stranger: String
  private let keys: [String: APIKey]

  /// The keys, made once for all tests.
  static func shared() throws -> TestKeys { try made.get() }

  private static let made = Result { try TestKeys() }

  private init() throws {
    let directory = try TemporaryDirectory()
    let file = KeyFile(directory.appending("keys.json"))
    let start = Timestamp(milliseconds: 1_700_000_000_000)
    var secrets: [Role: String] = [:]
    var keys: [String: APIKey] = [:]
    func make(_ owner: String, _ role: Role) throws -> String {
      let made = try file.create(owner: Owner(owner), role: role, expiresAt: nil, now: start)
      keys[made.secret] = made.key
      return made.secret
    }
    for role in Role.allCases { secrets[role] = try make("team", role) }
    stranger = try make("others", .admin)
    self.secrets = secrets
    self.keys = keys
  }

  /// The key that belongs to a secret.
  func key(presented secret: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    keys[secret].flatMap { $0.isValid(at: now) ? $0 : nil }
  }

  /// The key with an id.
  func key(id: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    keys.values.first { $0.id == id }.flatMap { $0.isValid(at: now) ? $0 : nil }
  }

  /// The id of a role's key.
  func id(_ role: Role) -> String {
    secrets[role].flatMap { keys[$0]?.id } ?? ""
  }
}
