import CanonicalJSON
import Foundation
import MemoryStore
import PromptRepo
import PromptTemplate
import TestSupport
import Testing

/// The examples in the doc comments of operations work; a test finds each of them in this file.
@Suite struct OperationExampleTests {
  private let repository: Repository
  private let name: PromptName
  private let other: PromptName
  private let staging: EnvironmentName
  private let production: EnvironmentName

  /// Two prompts, of which one has two versions and is live in both environments.
  init() throws {
    name = try PromptName("support/reply")
    other = try PromptName("support/refund")
    staging = try EnvironmentName("staging")
    production = try EnvironmentName("production")
    repository = Repository(
      store: MemoryStore(), author: Author(name: "A user", email: "user@example.com"))
    try repository.create(other, template: "Your money is on its way.")
    try repository.create(name, template: "Hi {{customer}}.")
    try repository.addVersion(to: name, template: "Hello {{customer}}.")
    try repository.addEnvironment(staging)
    try repository.addEnvironment(production)
    try repository.deploy(name, .number(1), to: staging)
    try repository.deploy(name, .number(1), to: production)
    // Within a millisecond, nothing says which of two operations was the last.
    Thread.sleep(forTimeInterval: 0.002)
    try repository.deploy(name, .number(2), to: production)
  }

  @Test func aRepository() throws {
    let author = Author(name: "A user", email: "user@example.com")
    let repository = Repository(store: MemoryStore(), author: author)
    let name = try PromptName("support/reply")
    try repository.create(name, template: "Hi {{customer}}, thanks for writing.")
    print(try repository.render(name, ["customer": "you"]))
    #expect(
      try repository.render(name, ["customer": "you"]) == "Hi you, thanks for writing.")
  }

  @Test func authors() throws {
    let editor = Author(name: "An editor", email: "editor@example.com")
    try repository.acting(as: editor).rollback(name, reason: "Too chatty")
    let move = try #require(try repository.moves(of: .active, name).first)
    #expect(move.author.name == "An editor" && move.version == 1)
    #expect(abs(move.author.time.milliseconds - Timestamp.now().milliseconds) < 60_000)
  }

  @Test func changes() throws {
    let newName = try PromptName("support/hello")
    try repository.change { transaction in
      try transaction.addVersion(to: name, template: "Hello {{customer}}!")
      try transaction.rename(name, to: newName)
    }
    #expect(try repository.version(newName, .active).number == 3)
  }

  @Test func prompts() throws {
    let repository = Repository(
      store: MemoryStore(), author: Author(name: "A user", email: "user@example.com"))
    try repository.create(
      name, template: "Hi {{customer}}.", config: ["model": "small"], message: "First draft",
      title: "Reply to a customer")
    try repository.edit(name) { record in
      record.title = "Reply"
      record.metadata["team"] = "support"
    }
    for name in try repository.names(under: "support/") { print(name) }
    let page = try repository.prompts(after: name, limit: 20)
    print(page.map(\.displayName))
    if let prompt = try repository.prompt(name) { print(prompt.latest?.number ?? 0) }
    #expect(try repository.prompt(name)?.displayName == "Reply")
    #expect(try repository.prompt(name)?.record.metadata == ["team": "support"])
    #expect(page.isEmpty)
    try repository.archive(name, reason: "Replaced by the new desk")
    #expect(try repository.prompt(name)?.record.isArchived == true)
    try repository.unarchive(name)
    try repository.rename(name, to: PromptName("desk/reply"))
    #expect(try repository.names().map(\.rawValue) == ["desk/reply"])
  }

  @Test func deletions() throws {
    let name = other
    try repository.delete(name, reason: "Nobody uses it")
    #expect(try repository.prompt(name) == nil)
  }

  @Test func versions() throws {
    try repository.addVersion(to: name, template: "Hey {{customer}}!", message: "Friendlier")
    for version in try repository.versions(of: name, limit: 10) {
      print(version.number, version.author.name, version.message)
    }
    let latest = try repository.version(name, .latest)
    print(try repository.content(of: latest).template)
    let first = try repository.version(name, .number(1))
    let before = try repository.version(name, VersionSpec("~1"))
    print(first.hash == before.hash)
    #expect(latest.number == 3 && before.number == 2)
    let text = try repository.render(name, ["customer": "you"])
    #expect(text == "Hey you!")
  }

  @Test func activeTexts() throws {
    let text = try repository.activeText(of: name)
    let rendered = try text.render(strict: RenderInput(["customer": "you"]))
    #expect(try rendered.text() == "Hello you.")
  }

  @Test func texts() throws {
    let text = try repository.text(of: name, .latest)
    let rendered = try text.render(strict: RenderInput(["customer": "you"]))
    print(rendered.elements)
    #expect(rendered.elements.count == 1)
  }

  @Test func includers() throws {
    let caller = try PromptName("caller")
    let hash = try repository.version(name, .latest).hash
    try repository.create(
      caller, template: "{{> \(name)}}",
      config: ["dialect": "chat", "partials": .object([name.rawValue: .string("\(hash)")])])
    for inclusion in try repository.includers(of: name) { print(inclusion.name) }
    #expect(try repository.includers(of: name).map(\.name) == [caller])
  }

  @Test func rollbacks() throws {
    try repository.rollback(name, reason: "Too chatty")
    try repository.rollback(name, .environment(production), to: .number(1))
    #expect(try repository.version(name, .environment(production)).number == 1)
    try repository.activate(name, .latest, reason: "Customers like it")
    #expect(try repository.version(name, .active).number == 2)
    for move in try repository.moves(of: .environment(production), name) {
      print(move.version, move.author.name, move.reason ?? "")
    }
  }

  @Test func environments() throws {
    let testing = try EnvironmentName("testing")
    try repository.addEnvironment(testing)
    try repository.addEnvironment(EnvironmentName("launch"), requires: testing)
    try repository.editEnvironment(production) { $0.requires = staging }
    for environment in try repository.environments() { print(environment.name) }
    #expect(try repository.environments().map(\.isProtected) == [false, true, false, true])
    try repository.editEnvironment(production) { $0.requires = nil }
    try repository.removeEnvironment(staging, forces: true, reason: "Too costly")
    #expect(try repository.environments().count == 3)
  }

  @Test func deployments() throws {
    try repository.promote([name], from: staging, to: production, reason: "Tested")
    #expect(try repository.version(name, .environment(production)).number == 1)
    try repository.deploy(name, .latest, to: staging, reason: "Try it")
    try repository.deploy(
      [DeploymentRequest(name, .latest), DeploymentRequest(other, expecting: .nothing)],
      to: staging)
    let matrix = try repository.matrix(under: "support/")
    for row in matrix.rows { print(row.name, row.live[production]?.version ?? 0) }
    #expect(matrix.rows.map { $0.live[staging]?.version } == [1, 2])
  }

  @Test func releases() throws {
    try repository.addVersion(to: name, template: "Dear {{customer}}.")
    let spring = try ReleaseName("spring")
    try repository.createRelease(spring, [DeploymentRequest(name, .latest)])
    try repository.deployRelease(spring, to: production)
    for release in try repository.releases() { print(release.name, release.members.count) }
    if let live = try repository.liveRelease(in: production) { print(live.release) }
    #expect(try repository.liveRelease(in: production)?.release == spring)
    let result = try repository.rollbackRelease(in: production, reason: "Too early")
    print(result.moves.map(\.name), result.left)
    #expect(result.moves.map(\.move.version) == [2])
  }

  @Test func history() throws {
    let undone = try repository.undo(name, reason: "It was fine")
    print(undone.subject)
    #expect(try repository.version(name, .environment(production)).number == 1)
    var log = try repository.audit(prompt: name, since: Timestamp("2026-03-15T10:30:00Z"))
    while let entry = try log.next() { print(entry.time.rfc3339, entry.subject) }
    #expect(log.failures.isEmpty)
  }
}

extension OperationExampleTests {
  @Test func searches() {
    var search = Bisection(good: 1, bad: 40)
    while let number = search.next {
      search.note(number < 27 ? .good : .bad, of: number)
    }
    print(search.candidates)  // 27...27
    #expect(search.candidates == 27...27)
  }
}

/// What the doc comments of the library's public declarations have.
@Suite struct DocCommentTests {
  private struct Declaration {
    let file: String
    let line: String
    let comment: [String]
    let isOfRepository: Bool
  }

  @Test func everyOperationHasAnExampleThatIsCompiled() throws {
    let compiled = try lines(#filePath)
    var count = 0
    for declaration in try declarations(in: "Ledger/PromptRepo") {
      let examples = blocks(declaration.comment)
      if declaration.isOfRepository, declaration.line.hasPrefix("public func") {
        #expect(!examples.isEmpty, "\(declaration.file): \(declaration.line)")
      }
      for example in examples {
        #expect(compiled.contains(example), "\(declaration.file): \(example)")
        count += 1
      }
    }
    #expect(count > 30)
    let page = try lines(sources("Ledger/PromptRepo/PromptRepo.docc/PromptRepo.md"))
    for example in blocks(page) { #expect(compiled.contains(example)) }
  }

  @Test func commentsBeginWithANounOrAVerb() throws {
    let questions: Set = [
      "What", "How", "Where", "Whether", "Who", "Whose", "When", "Which", "Why",
    ]
    for folder in ["Ledger/PromptRepo", "Git/GitModel"] {
      for declaration in try declarations(in: folder) {
        let first = declaration.comment.first?.split(separator: " ").first.map(String.init)
        #expect(
          first.map { !questions.contains($0) } ?? false,
          "\(declaration.file): \(declaration.line): \(declaration.comment.first ?? "none")")
      }
    }
  }

  private func sources(_ path: String) -> String { "\(RealPrompts.projectRoot)/Sources/\(path)" }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The public declarations of a module, and the cases of its enums, with their doc comments.
  private func declarations(in folder: String) throws -> [Declaration] {
    var found: [Declaration] = []
    let files = FileManager.default.enumerator(atPath: sources(folder))
    for case let file as String in files ?? .init() where file.hasSuffix(".swift") {
      var comment: [String] = []
      var isOfRepository = false
      for line in try lines(sources("\(folder)/\(file)")) {
        if line.hasPrefix("extension ") || line.hasPrefix("public struct ") {
          isOfRepository = line.contains(" Repository")
        }
        if line.hasPrefix("///") {
          comment.append(line.dropFirst(3).trimmingCharacters(in: .whitespaces))
          continue
        }
        if line.hasPrefix("@") { continue }
        if line.hasPrefix("public "), !line.hasPrefix("public import") {
          found.append(
            Declaration(
              file: file, line: line, comment: comment, isOfRepository: isOfRepository))
        }
        comment = []
      }
    }
    return found
  }

  /// The blocks of Swift in lines.
  private func blocks(_ lines: [String]) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    for line in lines {
      if line == "```swift" {
        block = []
      } else if line == "```" {
        if let block { blocks.append(block) }
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }
}
