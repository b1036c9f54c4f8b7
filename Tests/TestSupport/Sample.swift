public import PromptRepo

/// Small commits to fill stores with.
public enum Sample {
  /// Who makes them.
  public static let person = Signature(
    name: "Ada Lovelace", email: "ada@example.com",
    time: Timestamp(milliseconds: 1_700_000_000_000, offset: 60))

  /// A blob, the tree that holds it, and a commit on top of `parent`.
  public static func commit(
    _ text: String, on parent: ObjectID? = nil
  ) -> (objects: [GitObject], id: ObjectID) {
    let blob = GitObject(.blob, Array(text.utf8))
    let tree = Tree([TreeEntry(.file, "template.txt", blob.id)]).object
    let commit = Commit(
      tree: tree.id, parents: parent.map { [$0] } ?? [], author: person, committer: person,
      message: "Write \(text.utf8.count) bytes\n"
    ).object
    return ([blob, tree, commit], commit.id)
  }

  /// A change that makes a reference, or moves it on, to a new commit.
  public static func change(
    _ name: String, _ text: String, from old: ObjectID? = nil
  ) throws -> (change: Change, id: ObjectID) {
    let (objects, id) = commit(text, on: old)
    let move = ReferenceMove(
      try ReferenceName(name), from: old, to: id, message: old == nil ? "created" : "moved")
    return (Change(objects: objects, moves: [move], committer: person), id)
  }

  /// A change that removes a reference.
  public static func removal(_ name: String, from old: ObjectID) throws -> Change {
    let move = ReferenceMove(try ReferenceName(name), from: old, to: nil, message: "removed")
    return Change(objects: [], moves: [move], committer: person)
  }
}

extension Store {
  /// Makes a reference, or moves it on, to a new commit, and answers the commit.
  @discardableResult
  public func write(
    _ name: String, _ text: String, from old: ObjectID? = nil
  ) throws -> ObjectID {
    let (change, id) = try Sample.change(name, text, from: old)
    try apply(change)
    return id
  }

  /// The object that a reference points at.
  public func value(_ name: String) throws -> ObjectID? {
    try reference(ReferenceName(name))
  }
}
