internal import Digests
internal import GitFiles
internal import Platform
public import PromptRepo
internal import Synchronization

/// The keys of a file for a server: finds the key that a caller presents.
///
/// Each question looks at the file's status and reads the file again only if that changed, so that
/// a key is good, or no longer good, as soon as the command that made or revoked it has ended.
public final class KeyRing: Sendable {
  private let file: KeyFile
  private let known = Mutex(Known())

  private struct Known {
    var version: FileChangeToken?
    var keys: [String: APIKey] = [:]
  }

  /// What is compared with where there is no key.
  private static let noDigest = [UInt8](repeating: 0, count: SHA256.byteCount)

  /// The keys of a file, which need not be there yet.
  public init(path: String) {
    file = KeyFile(path)
  }

  /// The valid key that a secret belongs to.
  ///
  /// An unknown id costs the same work as a known one, and digests are compared in constant time,
  /// so that answers tell nothing by how long they take.
  ///
  /// - Returns: nil for a secret that is unknown, malformed, expired or revoked.
  /// - Throws: what ``KeyFile/keys()`` throws: a file that cannot be read opens nothing.
  public func key(
    presented secret: some StringProtocol, at now: Timestamp
  ) throws(RepositoryError) -> APIKey? {
    guard let secret = KeySecret(String(secret)) else { return nil }
    let key = try key(withID: secret.id)
    let isSame = ConstantTime.areEqual(secret.digest, key?.digest ?? KeyRing.noDigest)
    guard isSame, let key, key.isValid(at: now) else { return nil }
    return key
  }

  private func key(withID id: String) throws(RepositoryError) -> APIKey? {
    let status = try mappingSystemErrors { () throws(SystemError) in
      try file.files.statusIfPresent(file.path)
    }
    let version = status.map(FileChangeToken.init)
    return try known.withLock { (known) throws(RepositoryError) in
      if known.version != version {
        let contents = try file.contents()
        let pairs = (contents?.keys ?? []).map { ($0.id, $0) }
        known.keys = Dictionary(pairs) { first, _ in first }
        known.version = contents.map { FileChangeToken($0.status) }
      }
      return known.keys[id]
    }
  }
}

/// What of a file's status changes when its content, its owner or its permissions do.
struct FileChangeToken: Equatable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int
  private let modification: Int64
  private let change: Int64

  init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
    size = status.size
    modification = status.modificationNanoseconds
    change = status.changeNanoseconds
  }
}
