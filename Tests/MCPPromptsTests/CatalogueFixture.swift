import CanonicalJSON
import MCPPrompts
import MemoryStore
import PromptMCP
import PromptRepo
import Synchronization
import Testing

/// A ledger in memory, its catalogue, and what that has noted.
final class CatalogueFixture: Sendable {
  let store = MemoryStore()
  let repository: Repository
  private let noted = Mutex<[String]>([])

  init() {
    repository = Repository(store: store, author: Author(name: "Ada", email: "ada@example.com"))
  }

  var notes: [String] { noted.withLock(\.self) }

  func catalogue(
    _ selection: LedgerCatalogue.Selection = .init()
  ) -> LedgerCatalogue {
    let repository = repository
    return LedgerCatalogue(selection, note: { text in self.noted.withLock { $0.append(text) } }) {
      repository
    }
  }

  /// Makes a prompt, or another version of it.
  @discardableResult
  func write(
    _ text: String, _ template: String, _ config: String = "{}", title: String? = nil,
    description: String? = nil
  ) throws -> PromptName {
    let name = try PromptName(text)
    let config = try JSONValue(parsing: config).object
    if try repository.prompt(name) == nil {
      try repository.create(
        name, template: template, config: config, title: title, description: description)
    } else {
      try repository.addVersion(to: name, template: template, config: config)
    }
    return name
  }

  func environment(_ name: String) throws -> EnvironmentName {
    let name = try EnvironmentName(name)
    try repository.change { transaction in
      try transaction.addEnvironment(DeploymentEnvironment(name))
    }
    return name
  }
}

extension LedgerCatalogue {
  /// The names of what is listed.
  func names() throws -> [String] { try entries(afresh: true).map(\.name) }

  /// The texts of a filled-in prompt, each with the role.
  func texts(_ name: String, _ values: [String: String] = [:]) throws -> [String] {
    let filled = try prompt(
      name, values.sorted { $0.key < $1.key }.map { CatalogueValue(name: $0.key, text: $0.value) })
    return try #require(filled.messages.array).map { message in
      let content = message.object?["content"]?.object
      return "\(message.object?["role"]?.string ?? ""): \(content?["text"]?.string ?? "")"
    }
  }

  /// What a prompt is refused with.
  func refusal(
    _ name: String, _ values: [String: String] = [:], at location: SourceLocation = #_sourceLocation
  ) -> CatalogueError? {
    do throws(CatalogueError) {
      _ = try prompt(
        name,
        values.sorted { $0.key < $1.key }.map { CatalogueValue(name: $0.key, text: $0.value) })
      Issue.record("nothing was refused", sourceLocation: location)
      return nil
    } catch {
      return error
    }
  }
}
