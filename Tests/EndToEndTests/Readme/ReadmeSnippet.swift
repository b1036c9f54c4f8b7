// README.md begins
import DirectoryStore
import PromptRepo
// README.md ends

import CanonicalJSON
import TestSupport
import Testing

@Test func theSwiftSnippetOfTheReadmeWorks() throws {
  let directory = try TemporaryDirectory()
  let folder = directory.path
  // README.md begins

  let store = try DirectoryStore.create(at: folder + "/.promptrepo", layout: .prompts)
  let author = Author(name: "A user", email: "user@example.com")
  let repository = Repository(store: store, author: author)
  let name = try PromptName("support/reply")

  try repository.create(name, template: "Hi {{customer}}, thanks for writing.")
  try repository.addVersion(to: name, template: "Hey {{customer}}! We are on it.")
  try repository.rollback(name, reason: "Too chatty")
  print(try repository.render(name, ["customer": "you"]))

  let production = try EnvironmentName("production")
  try repository.addEnvironment(production, isProtected: true)
  try repository.deploy(name, to: production, reason: "Launch")
  print(try repository.version(name, .environment(production)).number)
  // README.md ends
  #expect(
    try repository.render(name, ["customer": "you"]) == "Hi you, thanks for writing.")
  #expect(try repository.version(name, .environment(production)).number == 1)
}
