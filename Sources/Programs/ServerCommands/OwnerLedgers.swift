internal import APIKeys
internal import DirectoryStore
internal import GitFiles
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptService
internal import Synchronization

/// A ledger for each owner, and for each end user of an owner, in a folder.
///
/// `owners/<owner>/store` holds what was made without `X-On-Behalf-Of`, and
/// `owners/<owner>/users/<hash>/store` what was made for one end user, whose id is in `user` beside
/// it. Each is a directory store, made by its first prompt.
final class OwnerLedgers: LedgerSource {
  private struct Opened: Sendable {
    let ledger: Ledger
    var used: UInt64
  }

  private let folder: String
  private let files = FileSystem()
  private let opened = Mutex<[String: Opened]>([:])

  /// So much of each ledger is kept in memory.
  private static let cachedPrompts = 200
  /// So many ledgers are kept open.
  private static let limit = 256

  init(folder: String) {
    self.folder = folder
  }

  func ledger(
    owner: Owner?, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> Ledger? {
    guard let owner else { return nil }
    let place = place(owner, endUser)
    let now = SystemClock.monotonicNanoseconds()
    let known = opened.withLock { opened in
      opened[place]?.used = now
      return opened[place]?.ledger
    }
    if let known { return known }
    guard let store = try store(at: place, endUser: endUser, creating: creating) else {
      return nil
    }
    let ledger = Ledger(store, cachedPrompts: OwnerLedgers.cachedPrompts)
    return opened.withLock { opened in
      // Another request may have been first.
      if let other = opened[place]?.ledger { return other }
      opened[place] = Opened(ledger: ledger, used: now)
      if opened.count > OwnerLedgers.limit {
        let oldest = opened.min { $0.value.used < $1.value.used }
        if let oldest { opened[oldest.key] = nil }
      }
      return ledger
    }
  }

  var open: [Ledger] {
    opened.withLock { $0.values.map(\.ledger) }
  }

  private func place(_ owner: Owner, _ endUser: String?) -> String {
    let place = "\(folder)/owners/\(owner)"
    guard let endUser else { return place }
    return "\(place)/users/\(folderName(of: endUser))"
  }

  private func store(
    at place: String, endUser: String?, creating: Bool
  ) throws(RepositoryError) -> DirectoryStore? {
    let path = "\(place)/store"
    guard try isThere("\(path)/config") else {
      return creating ? try create(at: place, endUser: endUser) : nil
    }
    return try DirectoryStore(opening: path, layout: .prompts)
  }

  private func create(
    at place: String, endUser: String?
  ) throws(RepositoryError) -> DirectoryStore {
    do throws(SystemError) {
      try files.makeDirectories(place, permissions: 0o700)
      if let endUser {
        try files.replaceFile(
          "\(place)/user", with: Array("\(endUser)\n".utf8), permissions: 0o600)
      }
    } catch {
      throw .failedCall(error)
    }
    do throws(RepositoryError) {
      return try DirectoryStore.create(at: "\(place)/store", layout: .prompts)
    } catch {
      // Another request, or another server, may have made it at this moment.
      guard error.code == .conflict else { throw error }
      return try DirectoryStore(opening: "\(place)/store", layout: .prompts)
    }
  }

  private func isThere(_ path: String) throws(RepositoryError) -> Bool {
    try mappingSystemErrors { () throws(SystemError) in try files.exists(path) }
  }
}
