import TestSupport
import Testing

/// A name that nothing has is answered with the names that are near.
@Suite struct NearNameTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    for name in ["support/reply", "support/refund", "sales/offer"] { try repo.commit(name, "text") }
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production")
    try repo.ok("release", "create", "spring-launch")
  }

  @Test(arguments: [
    ("show support/repli", "Did you mean 'support/reply'?"),
    ("show reply", "Did you mean 'support/reply'?"),
    ("show suport/reply@v1", "Did you mean 'support/reply'?"),
    ("show offr", "Did you mean 'sales/offer'?"),
    ("show sales/reply", "Did you mean 'support/reply'?"),
    ("show support", "Did you mean 'support/refund' or 'support/reply'?"),
    ("render reply", "Did you mean 'support/reply'?"),
    ("log reply", "Did you mean 'support/reply'?"),
    ("blame reply", "Did you mean 'support/reply'?"),
    ("diff reply", "Did you mean 'support/reply'?"),
    ("status reply", "Did you mean 'support/reply'?"),
    ("commit reply", "Did you mean 'support/reply'?"),
    ("checkout reply", "Did you mean 'support/reply'?"),
    ("edit reply", "Did you mean 'support/reply'?"),
    ("set reply --title x", "Did you mean 'support/reply'?"),
    ("rollback reply", "Did you mean 'support/reply'?"),
    ("activate reply@v1", "Did you mean 'support/reply'?"),
    ("archive reply", "Did you mean 'support/reply'?"),
    ("mv reply b", "Did you mean 'support/reply'?"),
    ("delete reply --yes", "Did you mean 'support/reply'?"),
    ("audit reply", "Did you mean 'support/reply'?"),
    ("undo reply", "Did you mean 'support/reply'?"),
    ("grep x reply", "Did you mean 'support/reply'?"),
    ("export reply", "Did you mean 'support/reply'?"),
    ("deploy reply -e staging", "Did you mean 'support/reply'?"),
    ("deploy reply offer -e staging", "Did you mean 'sales/offer'?"),
    ("release create r reply", "Did you mean 'support/reply'?"),
    ("bisect reply --good 1 -- true", "Did you mean 'support/reply'?"),
    ("diff reply --exit-code", "Did you mean 'support/reply'?"),
    (
      "deploy support/reply v1 -e staging",
      "A version is written with its prompt: `promptrepo deploy support/reply@v1 -e staging`."
    ),
    (
      "checkout support/reply latest",
      "A version is written with its prompt: `promptrepo checkout support/reply@latest`."
    ),
    ("deploy support/reply -e stagin", "Did you mean 'staging'?"),
    ("deploy support/reply -e prod", "Did you mean 'production'?"),
    ("env set prodution --protected", "Did you mean 'production'?"),
    ("env add qa --requires stagng", "Did you mean 'staging'?"),
    ("log -e prod", "Did you mean 'production'?"),
    ("show support/reply@lates", "Did you mean 'latest'?"),
    ("show support/reply@stagin", "Did you mean 'staging'?"),
    ("rollback support/reply --to activ", "Did you mean 'active'?"),
    ("release show spring", "Did you mean 'spring-launch'?"),
    ("release deploy sprng-launch -e staging", "Did you mean 'spring-launch'?"),
  ])
  func theNearNamesAreTold(_ line: String, _ hint: String) throws {
    let result = try repo.run(line.split(separator: " ").map(String.init))
    #expect([1, 2, 3].contains(result.status), "\(result.stdout)\(result.stderr)")
    #expect(result.stderr.contains(hint), "\(result.stderr)")
  }

  /// A name of another kind, or one that a prompt had, is told as what it is.
  @Test(arguments: [
    ("audit production", "'production' is an environment: `promptrepo audit --env production`."),
    ("log production", "'production' is an environment: `promptrepo log --env production`."),
    ("show production", "'production' is an environment: NAME@production"),
    ("archive production", "`promptrepo matrix` shows what is live in it"),
    ("undo a5020f2b", "`promptrepo undo --operation a5020f2b`"),
    ("log old/offer", "'old/offer' was renamed to 'sales/offer'."),
    ("show older/offer", "'older/offer' was renamed to 'sales/offer'."),
    ("show gone", "'gone' was deleted: `promptrepo audit gone`"),
    ("log once", "'once' was renamed to 'twice', which was deleted."),
  ])
  func otherNamesAreUnderstood(_ line: String, _ hint: String) throws {
    try repo.commit("older/offer", "text")
    try repo.ok("mv", "older/offer", "old/offer")
    try repo.ok("delete", "sales/offer", "--yes", "--force")
    try repo.ok("mv", "old/offer", "sales/offer")
    try repo.commit("gone", "text")
    try repo.ok("delete", "gone", "--yes", "--force")
    try repo.commit("once", "text")
    try repo.ok("mv", "once", "twice")
    try repo.ok("delete", "twice", "--yes", "--force")
    let result = try repo.run(line.split(separator: " ").map(String.init))
    #expect(result.status == 1)
    #expect(result.stderr.contains(hint), "\(result.stderr)")
  }

  /// Programs find it where hints are.
  @Test func programsAreToldToo() throws {
    let result = try repo.run("show", "reply", "--json")
    #expect(result.stderr.contains(#""hint":"Did you mean 'support/reply'? `promptrepo list`"#))
  }

  @Test(arguments: [
    "show zebra", "env set moon --protected", "release show autumn", "show support/reply@never",
  ])
  func whatIsNotNearIsNotSuggested(_ line: String) throws {
    let result = try repo.run(line.split(separator: " ").map(String.init))
    repo.expectRefusal(result, status: 1, line)
    #expect(!result.stderr.contains("Did you mean"), "\(result.stderr)")
  }

  @Test func remotesAreSuggested() throws {
    let team = try Team()
    try team.first.commit("a", "text", "--first")
    #expect(try team.first.refusal("pull", "orign").contains("Did you mean 'origin'?"))
    #expect(
      try team.first.refusal("push", "a").contains("`promptrepo push origin a`"))
  }

  /// With many names the answer takes about as long as a list of them.
  @Test func manyNamesAreNoDelay() throws {
    let rows = (0..<3_000).map { #"{"name":"p\#($0 % 100)/prompt-\#($0)","template":"t"}"# }
    try repo.write("rows.jsonl", rows.joined(separator: "\n"))
    try repo.ok("import", "rows.jsonl")
    let clock = ContinuousClock()
    let result = try repo.run("show", "prompt-1234x")
    #expect(result.stderr.contains("'p34/prompt-1234'"), "\(result.stderr)")
    let taken = try clock.measure { _ = try repo.run("show", "prompt-1234x") }
    let listed = try clock.measure { _ = try repo.run("list", "--json") }
    #expect(taken < listed * 3 + .seconds(1), "\(taken) and \(listed)")
  }
}
