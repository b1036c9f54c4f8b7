import DirectoryStore
import Foundation
import PromptRepo
import TestSupport
import Testing

/// A store of real prompts with several versions, for git to maintain.
///
/// Some of it is in a pack and in the packed references, some is loose.
struct MaintainedStore {
  let directory: TemporaryDirectory
  let path: String
  /// Open since before any maintenance.
  let store: DirectoryStore
  private(set) var names: [PromptName] = []
  private var round = 0

  /// The texts of hundreds of real prompts; of fewer, again and again, where there are no more.
  private static let texts = Result { try RealPrompts.load().map(\.template) }

  init(prompts count: Int) throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    store = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
    let texts = try MaintainedStore.texts.get()
    let repository = Repository(store: store)
    for number in 0..<count { names.append(try PromptName("team/prompt-\(number)")) }
    for edition in 1...3 {
      // The last edition comes one prompt at a time, so that it is loose.
      let changed = edition < 3 ? names[...] : names.prefix(20)
      for batch in edition < 3 ? [changed] : changed.indices.map({ changed[$0...$0] }) {
        try repository.change(by: Sample.person) { transaction throws(RepositoryError) in
          for index in batch.indices {
            let draft = try MaintainedStore.draft(texts[index % texts.count], edition: edition)
            if edition == 1 {
              _ = try transaction.create(names[index], draft)
            } else {
              _ = try transaction.addVersion(draft, to: names[index])
            }
          }
        }
      }
    }
  }

  private static func draft(_ text: String, edition: Int) throws(RepositoryError) -> VersionDraft {
    let template = edition == 1 ? text : "\(text)\nEdition \(edition), for {{customer}}.\n"
    return VersionDraft(try VersionContent(template: template), message: "Edition \(edition)")
  }

  /// Goes on writing: new versions, rollbacks, a prompt that goes and one that comes.
  mutating func goOn() throws {
    round += 1
    let repository = Repository(store: store)
    let text = try #require(try MaintainedStore.texts.get().last)
    for name in [names[round], names[names.count - round]] {
      try repository.by(Sample.person).addVersion(
        MaintainedStore.draft(text, edition: 10 + round), to: name)
      try repository.by(Sample.person).rollback(name)
    }
    let gone = names.remove(at: names.count / 2)
    try repository.by(Sample.person).delete(gone)
    let new = try PromptName("new/prompt-\(round)")
    try repository.by(Sample.person).create(new, MaintainedStore.draft(text, edition: 1))
    names.append(new)
  }

  /// A clone that git made, with one more version of some prompts.
  func clone(addingVersionsTo names: [PromptName]) throws -> DirectoryStore {
    let other = directory.appending("clone")
    try git(path, ["clone", "-q", "--mirror", path, other])
    let clone = try DirectoryStore(opening: other, layout: .prompts, durability: .none)
    let repository = Repository(store: clone)
    for name in names {
      let version = try #require(try repository.active(of: name))
      let text = try repository.content(of: version).template
      let draft = VersionDraft(try VersionContent(template: "\(text)More.\n"))
      try repository.by(Sample.person).addVersion(draft, to: name)
    }
    return clone
  }

  /// Expects that this store, opened before and opened now, is what git says it is.
  ///
  /// - Returns: All objects.
  @discardableResult
  func expectSameAsGit(
    _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Set<ObjectID> {
    let objects = try gitObjects(path)
    let fresh = try DirectoryStore(opening: path, layout: .prompts, durability: .none)
    let reader = try DirectoryStore(opening: path, layout: .prompts, isReadOnly: true)
    for (id, expected) in objects {
      for store in [store, fresh] {
        let found = try store.object(id)
        let isSame = found?.kind.rawValue == expected.kind && found?.bytes == expected.bytes
        #expect(isSame, "object \(id)", sourceLocation: sourceLocation)
      }
    }
    let lines = try git(path, ["for-each-ref", "--format=%(objectname) %(refname)"]).stdout
    for store in [store, fresh, reader] {
      let references = try store.references(under: "refs/")
      let shown = references.map { "\($0.target) \($0.name)\n" }.joined()
      #expect(shown == lines, comment, sourceLocation: sourceLocation)
      for reference in references {
        let target = try store.reference(reference.name)
        #expect(target == reference.target, comment, sourceLocation: sourceLocation)
      }
    }
    #expect(try locks(path) == [], comment, sourceLocation: sourceLocation)
    try expectSound(path, comment, sourceLocation: sourceLocation)
    return Set(objects.keys)
  }
}
