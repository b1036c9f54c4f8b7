package import GitModel

/// The files of a repository: git's, and those of `promptrepo/` beside them.
package struct GitDirectory: Sendable {
  package let root: String
  /// The references that the ledger keeps there.
  package let layout: ReferenceLayout

  /// The files of a repository at a path.
  package init(root: String, layout: ReferenceLayout) {
    self.root = root
    self.layout = layout
  }

  package var config: String { "\(root)/config" }
  package var head: String { "\(root)/HEAD" }
  package var objects: String { "\(root)/objects" }
  package var references: String { "\(root)/refs" }
  package var packedReferences: String { "\(root)/packed-refs" }
  package var alternates: String { "\(root)/objects/info/alternates" }

  /// The folder of our own.
  package var own: String { "\(root)/promptrepo" }
  /// What is kept about the packed references, by the name of its file.
  package func kept(_ name: String) -> String { "\(root)/promptrepo/\(name)" }
  /// The file whose kernel lock a writer holds.
  package var lock: String { "\(root)/promptrepo/lock" }
  /// The file that the locks of references are further names of.
  package var token: String { "\(root)/promptrepo/token" }
  /// The redo journal.
  package var journal: String { "\(root)/promptrepo/journal" }
  /// Where the ledger of a repository of git went, if it was moved out of it.
  package var moved: String { "\(root)/promptrepo/moved" }
  /// The change that a writer to a repository of git is making.
  package var pending: String { "\(root)/promptrepo/pending" }
  /// The references that writers to a repository of git have moved.
  package var changes: String { "\(root)/promptrepo/changes" }
  /// How far the journal was carried out.
  package var state: String { "\(root)/promptrepo/state" }
  /// The packed references before they get their name.
  package var newPackedReferences: String { "\(root)/promptrepo/packed-refs.new" }

  /// The file of a loose reference.
  package func reference(_ name: String) -> String { "\(root)/\(name)" }
  /// The file of a reference's log.
  package func log(_ name: String) -> String { "\(root)/logs/\(name)" }
  /// The lock of a file, as git names it.
  package func lock(of path: String) -> String { "\(path).lock" }
  /// A loose reference's new value before it gets its name.
  package func newReference(_ index: Int) -> String { "\(root)/promptrepo/new-\(index)" }
}
