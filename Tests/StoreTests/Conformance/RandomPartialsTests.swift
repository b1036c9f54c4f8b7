import CanonicalJSON
import Digests
import MemoryStore
import PromptRepo
import Synchronization
import TestSupport
import Testing

/// Texts that include others, and others again, under random renames and deletions: what can be
/// rendered gives what a list kept beside it says, what cannot names what is gone, and every store
/// has the same.
struct RandomPartialsTests {
  @Test(arguments: 0..<(isExtra ? 200 : 12))
  func everyVersionGivesWhatItGaveOrNamesWhatIsGone(seed: Int) async throws {
    let expected = try IncludingScript.run(seed: seed, on: MemoryStore())
    for kind in TestStore.allCases where kind != .memory {
      try await kind.withStore { store in
        let found = try IncludingScript.run(seed: seed, on: store)
        #expect(found == expected, "seed \(seed), \(kind)")
      }
    }
  }
}

/// A script that a seed decides, with a model of what every version gives.
private struct IncludingScript {
  /// A prompt as the script knows it.
  private struct Known {
    /// Its names, the one it has now last.
    var names: [PromptName]
    var versions: [VersionHash]
    var isDeleted = false

    var name: PromptName { names[names.count - 1] }
  }

  /// What a content says: text and what it includes, in order.
  private struct Content {
    let text: String
    let includes: [(name: PromptName, hash: VersionHash)]
  }

  private let repository: Repository
  private var generator: RepeatableNumbers
  private var second: Int64 = 0
  private var prompts: [Known] = []
  private var contents: [VersionHash: Content] = [:]

  /// The references at the end.
  static func run(seed: Int, on store: any Store) throws -> [Reference] {
    var script = IncludingScript(seed: seed, store)
    for step in 0..<30 {
      try script.step()
      if step % 5 == 4 { try script.compare("seed \(seed), step \(step)") }
    }
    return try store.references(under: "refs/")
  }

  private init(seed: Int, _ store: any Store) {
    generator = RepeatableNumbers(seed: seed)
    let count = Mutex(0)
    repository = Repository(store: store) {
      let number = count.withLock { count in
        count += 1
        return count
      }
      return UUIDValue(namespace: .dns, name: Array("\(number)".utf8))
    }
  }

  private mutating func author() -> Signature {
    second += 60
    return Signature(
      name: "A user", email: "user@example.com",
      time: Timestamp(milliseconds: (1_700_000_000 + second) * 1_000))
  }

  private mutating func step() throws {
    let kept = prompts.indices.filter { !prompts[$0].isDeleted }
    switch generator.below(12) {
    case 0 where !kept.isEmpty:
      let index = kept[generator.below(kept.count)]
      let new = try PromptName("n\(prompts.count)-\(second)")
      try repository.by(author()).rename(prompts[index].name, to: new)
      prompts[index].names.append(new)
    case 1 where kept.count > 2:
      let index = kept[generator.below(kept.count)]
      try repository.by(author()).delete(prompts[index].name, forces: true)
      prompts[index].isDeleted = true
    case 2...4 where !kept.isEmpty: try write(to: kept[generator.below(kept.count)])
    default: try write(to: nil)
    }
  }

  /// Writes a version that includes up to three others, of names that their prompts have or had.
  private mutating func write(to index: Int?) throws {
    var includes: [(name: PromptName, hash: VersionHash)] = []
    var pins = JSONObject()
    for _ in 0..<generator.below(4) {
      let others = prompts.indices.filter { !prompts[$0].isDeleted && $0 != index }
      guard !others.isEmpty else { break }
      let other = prompts[others[generator.below(others.count)]]
      let name = other.names[generator.below(other.names.count)]
      let hash = other.versions[generator.below(other.versions.count)]
      guard pins[name.rawValue] == nil, try text(of: name, hash) != nil else { continue }
      includes.append((name, hash))
      pins[name.rawValue] = .string("\(hash)")
    }
    let text = "text \(second);"
    let template = text + includes.map { "{{> \($0.name)}}" }.joined()
    let content = try VersionContent(
      template: template, config: ["dialect": "chat", "partials": .object(pins)])
    contents[content.hash] = Content(text: text, includes: includes)
    if let index {
      try repository.by(author()).addVersion(VersionDraft(content), to: prompts[index].name)
      prompts[index].versions.append(content.hash)
    } else {
      let name = try PromptName("n\(prompts.count)")
      try repository.by(author()).create(name, VersionDraft(content))
      prompts.append(Known(names: [name], versions: [content.hash]))
    }
  }

  /// What a version gives, as the list says; `nil` where it, or what it includes, is gone.
  private func text(of name: PromptName, _ hash: VersionHash) throws -> String? {
    let isThere = prompts.contains {
      !$0.isDeleted && $0.names.contains(name) && $0.versions.contains(hash)
    }
    guard isThere, let content = contents[hash] else { return nil }
    var text = content.text
    for include in content.includes {
      guard let part = try self.text(of: include.name, include.hash) else { return nil }
      text += part
    }
    return text
  }

  private func compare(_ label: String) throws {
    for prompt in prompts where !prompt.isDeleted {
      for (index, hash) in prompt.versions.enumerated() {
        let expected = try text(of: prompt.name, hash)
        do throws(RepositoryError) {
          let found = try repository.render(prompt.name, [:], version: .number(index + 1))
          #expect(found == expected, "\(label), \(prompt.name) v\(index + 1)")
        } catch {
          #expect(expected == nil, "\(label), \(prompt.name) v\(index + 1): \(error)")
          guard case .gone(let gone, _)? = error.cause as? PartialRefusal else {
            Issue.record("\(label), \(prompt.name) v\(index + 1): \(error)")
            continue
          }
          #expect(error.message.contains("includes \(gone) sha256:"), "\(label)")
          #expect(prompts.contains { $0.isDeleted && $0.names.contains(gone) }, "\(label)")
        }
      }
    }
  }
}
