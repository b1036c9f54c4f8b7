import CanonicalJSON
import GitRemotes
import PromptMerge
import PromptRepo
import Testing

extension Teammate {
  /// Makes a version of a chat that includes the latest versions of other prompts; a new prompt where
  /// there is none of the name.
  @discardableResult
  func include(
    _ partials: [String], in name: String, _ text: String = "", activates: Bool = true
  ) throws -> Version {
    var pins = JSONObject()
    var template = text
    for partial in partials {
      let version = try #require(try repository.latest(of: PromptName(partial)))
      pins[partial] = .string("\(version.hash)")
      template += "{{> \(partial)}}"
    }
    let content = try VersionContent(
      template: template, config: ["dialect": "chat", "partials": .object(pins)])
    let (prompt, draft) = (try PromptName(name), VersionDraft(content, activates: activates))
    let repository = repository.by(person())
    if try repository.prompt(prompt) == nil {
      try repository.create(prompt, draft)
    } else {
      try repository.addVersion(draft, to: prompt)
    }
    return try #require(try repository.latest(of: prompt))
  }

  /// What the active version of a prompt gives.
  func rendered(_ name: String) throws -> String {
    try Repository(store: store).render(PromptName(name), [:])
  }

  @discardableResult
  func pull(_ names: [String], _ resolution: Resolution) throws -> RemoteReport {
    try origin().pull(
      names.map { try PromptName($0) }, resolving: resolution, by: person(),
      preparing: { (_) throws(RepositoryError) in })
  }
}

extension Repository {
  /// The latest, active and live versions of prompts that include what is not there, one line for each.
  func brokenTips() throws -> [String] {
    let pointers = try [.active] + environments().map { Pointer.environment($0.name) }
    var broken: [String] = []
    for name in try names() {
      var versions = [try latest(of: name)]
      for pointer in pointers {
        if let move = try lastMove(of: pointer, name) { versions.append(try version(of: move)) }
      }
      for version in Set(versions.compactMap(\.?.commit)).sorted() {
        do throws(RepositoryError) {
          _ = try text(of: self.version(at: version), name)
        } catch {
          if (error.cause as? PartialRefusal)?.missingPin != nil { broken.append(error.message) }
        }
      }
    }
    return broken
  }
}
