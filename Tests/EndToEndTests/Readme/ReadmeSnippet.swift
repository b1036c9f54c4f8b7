// README.md begins
import DirectoryStore
import PromptRepo
import PromptTemplate
// README.md ends

import CanonicalJSON
import TestSupport
import Testing

@Test func theSwiftSnippetOfTheReadmeWorks() throws {
  let directory = try TemporaryDirectory()
  let folder = directory.path
  // README.md begins

  let store = try DirectoryStore.create(at: folder + "/.promptrepo", layout: .prompts)
  let repository = Repository(store: store)
  let name = try PromptName("support/reply")
  let author = Signature(
    name: "A user", email: "user@example.com", time: try Timestamp("2026-03-15T10:30:00Z"))

  let first = try VersionContent(template: "Hi {{customer}}, thanks for writing.")
  try repository.create(name, VersionDraft(first, message: "First draft"), by: author)
  let second = try VersionContent(template: "Hey {{customer}}! We are on it.")
  try repository.addVersion(VersionDraft(second), to: name, by: author)
  try repository.rollback(name, reason: "Too chatty", by: author)

  let live = try repository.activeText(of: name).template
  print(live.render(["customer": "you"]))

  let production = try EnvironmentName("production")
  try repository.change(by: author) { transaction throws(RepositoryError) in
    try transaction.addEnvironment(DeploymentEnvironment(production, isProtected: true))
  }
  try repository.deploy([DeploymentRequest(name)], to: production, reason: "Launch", by: author)
  print(try repository.version(name, .environment(production)).number)
  // README.md ends
  #expect(live.render(["customer": "you"]) == "Hi you, thanks for writing.")
  #expect(try repository.version(name, .environment(production)).number == 1)
}
