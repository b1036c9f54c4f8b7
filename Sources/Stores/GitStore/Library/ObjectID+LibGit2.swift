internal import CLibGit2
internal import GitModel

extension ObjectID {
  /// An id that the library gave.
  init?(_ id: git_oid) {
    let bytes = Swift.withUnsafeBytes(of: id.id) { Array($0) }
    self.init(bytes: bytes)
  }

  /// The id as the library takes it; nil for one of SHA-256.
  var libGit2: git_oid? {
    guard count == 20 else { return nil }
    var id = git_oid()
    withUnsafeBytes { bytes in
      Swift.withUnsafeMutableBytes(of: &id.id) { $0.copyMemory(from: bytes) }
    }
    return id
  }
}

extension ObjectKind {
  /// The kind as the library names it.
  var libGit2: git_object_t {
    switch self {
    case .commit: GIT_OBJECT_COMMIT
    case .tree: GIT_OBJECT_TREE
    case .blob: GIT_OBJECT_BLOB
    case .tag: GIT_OBJECT_TAG
    }
  }

  /// A kind that the library gave; nil for one that is none of git's four.
  init?(_ kind: git_object_t) {
    switch kind {
    case GIT_OBJECT_COMMIT: self = .commit
    case GIT_OBJECT_TREE: self = .tree
    case GIT_OBJECT_BLOB: self = .blob
    case GIT_OBJECT_TAG: self = .tag
    default: return nil
    }
  }
}
