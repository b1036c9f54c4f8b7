internal import CanonicalJSON

/// What a prompt leaves behind under a name that it no longer has: no content.
///
/// Deleted and renamed prompts leave one each time, in a chain for each prompt.
package struct Tombstone: Sendable, Hashable {
  /// The prompt.
  package let id: PromptID
  /// The name that it had.
  package let name: PromptName
  /// The name that it has instead; `nil` when it was deleted.
  package let renamedTo: PromptName?
  /// What its references pointed at, by kind without `@`.
  package let tips: [String: ObjectID]

  /// Makes a tombstone from its parts.
  package init(id: PromptID, name: PromptName, renamedTo: PromptName?, tips: [String: ObjectID]) {
    self.id = id
    self.name = name
    self.renamedTo = renamedTo
    self.tips = tips
  }
}

extension Tombstone {
  /// The name of a tombstone's file in a tree.
  package static let fileName = "tombstone.json"

  /// The tombstone's file: canonical JSON and one line break.
  var file: [UInt8] {
    var tips = JSONObject()
    for kind in self.tips.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      tips["@\(kind)"] = self.tips[kind].map { .string($0.hex) }
    }
    var json = JSONObject()
    json["id"] = .string(id.rawValue)
    json["name"] = .string(name.rawValue)
    if let renamedTo { json["renamed_to"] = .string(renamedTo.rawValue) }
    json["tips"] = .object(tips)
    return JSONValue.object(json).utf8(.canonical) + [10]
  }

  /// Reads a tombstone's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``, or ``RepositoryError/Code/invalid`` for names
  ///   that there cannot be.
  init(file: GitObject) throws(RepositoryError) {
    let json = try file.json(of: "the tombstone")
    guard let json, let id = json["id"]?.string, let name = json["name"]?.string,
      let members = json["tips"]?.object
    else { throw .damaged(file, "is not a tombstone") }
    var tips: [String: ObjectID] = [:]
    for member in members {
      guard member.key.utf8.first == UInt8(ascii: "@"),
        let tip = member.value.string.flatMap(ObjectID.init(hex:))
      else { throw .damaged(file, "is a tombstone with a tip that is not an object id") }
      tips[String(decoding: member.key.utf8.dropFirst(), as: UTF8.self)] = tip
    }
    let newName: PromptName? =
      if let text = json["renamed_to"]?.string { try PromptName(text) } else { nil }
    self.init(id: try PromptID(id), name: try PromptName(name), renamedTo: newName, tips: tips)
  }
}

/// One entry of a prompt's chain of tombstones: a tombstone, and who left it, when.
package struct TombstoneEntry: Sendable, Hashable {
  /// The commit that holds the tombstone.
  package let commit: ObjectID
  /// The entry before it; `nil` for the first.
  package let parent: ObjectID?
  /// What was left behind.
  package let tombstone: Tombstone
  /// Who deleted or renamed the prompt, and when.
  package let author: Signature
  /// Why it was done; may be absent.
  package let reason: String?
}

extension TombstoneEntry: ChainStep {}

extension LedgerReader {
  /// The entry of a chain of tombstones that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  package func tombstoneEntry(at id: ObjectID) throws(RepositoryError) -> TombstoneEntry {
    let commit = try self.commit(id, for: "a tombstone")
    let file = try file(Tombstone.fileName, in: commit.tree, "a tombstone's tree", "a tombstone")
    return TombstoneEntry(
      commit: id, parent: commit.parents.first,
      tombstone: try Tombstone(file: file),
      author: commit.author, reason: CommitMessage(commit.message)[.reason])
  }

  /// What a prompt left behind each time, newest first; empty when it never did.
  package func tombstoneEntries(of prompt: PromptID) throws(RepositoryError) -> [TombstoneEntry] {
    guard let tip = try target(of: .tombstones(prompt)) else { return [] }
    return try tombstoneEntries(at: tip)
  }

  /// The entries of a chain of tombstones, newest first, from a commit on.
  package func tombstoneEntries(at tip: ObjectID) throws(RepositoryError) -> [TombstoneEntry] {
    var chain = Chain(from: tip) { (commit) throws(RepositoryError) in
      try tombstoneEntry(at: commit)
    }
    return try chain.steps()
  }
}
