import APIKeys
import PromptRepo
import Testing

/// Who may own a key, and what roles are worth.
@Suite struct OwnerTests {
  @Test(arguments: ["a", "0", "support-bot", "team.one_2", String(repeating: "x", count: 64)])
  func aShortNameIsAnOwner(name: String) throws {
    #expect(try Owner(name).description == name)
  }

  @Test(arguments: [
    ("", "it is empty"), ("-a", "it has to begin with a lower-case letter or a digit"),
    ("A", "it has to begin with a lower-case letter or a digit"),
    ("a b", "it has a character other than a-z, 0-9, '.', '_' and '-'"),
    ("a/b", "it has a character other than a-z, 0-9, '.', '_' and '-'"),
    ("é", "it has to begin with a lower-case letter or a digit"), ("a..b", "it has '..'"),
    ("a.", "it ends in '.'"), ("a.lock", "it ends in '.lock'"),
    (String(repeating: "x", count: 65), "it has more than 64 bytes"),
  ])
  func anythingElseIsNone(name: String, reason: String) {
    let error = #expect(throws: RepositoryError.self) { try Owner(name) }
    #expect(error?.code == .invalid)
    #expect(error?.message == "'\(name)' cannot be the owner of a key: \(reason)")
  }

  @Test func rolesAreOrderedByPower() {
    #expect(Role.allCases.map(\.rawValue) == ["reader", "editor", "deployer", "admin"])
    #expect(Role.allCases.sorted() == Role.allCases)
    #expect(Role.editor < .deployer && Role.admin > .reader)
  }
}
