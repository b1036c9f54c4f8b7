internal import CanonicalJSON
internal import Digests
internal import PromptRepo
internal import PromptsAPI

/// Finds for each prompt, here or there, its counterpart.
struct PromptMatcher {
  private let repository: Repository
  private let remote: RemoteName
  private var catalog = MatchedPrompts()

  init(_ repository: Repository, _ remote: RemoteName) {
    self.repository = repository
    self.remote = remote
  }

  /// Builds the catalog of what is here, what is noted, and what the remote lists.
  ///
  /// - Parameter listed: `nil` when the remote was not asked.
  mutating func build(_ listed: [PromptObject]?) throws(RepositoryError) -> MatchedPrompts {
    for name in try repository.names() { try read(name) }
    var owners: [String: PromptID] = [:]
    for id in try repository.trackedPrompts(at: remote) {
      try read(id)
      if let remoteID = catalog[id].tracking.remoteID { owners[remoteID] = id }
    }
    let ids = Set((listed ?? []).map(\.id))
    // Oldest first: of two with one token, the older is the prompt's, and so is a name.
    var wanted: Set<String> = []
    for prompt in (listed ?? []).sorted(by: PromptMatcher.isOlder) {
      if let owner = owners[prompt.id] {
        catalog[owner].listed = prompt
      } else {
        place(prompt, listed: ids)
      }
      if let name = prompt.ledgerName, !wanted.insert(name).inserted {
        for (id, subject) in catalog.subjects where subject.listed?.id == prompt.id {
          catalog[id].isNameContested = true
        }
      }
    }
    for (id, subject) in catalog.subjects where subject.name == nil {
      catalog[id].isDeletedLocally = try !repository.tombstoneEntries(of: id).isEmpty
    }
    return catalog
  }

  /// Reads a prompt here; damage to its versions or pointers stops no other prompt.
  private mutating func read(_ name: PromptName) throws(RepositoryError) {
    do throws(RepositoryError) {
      guard let prompt = try repository.prompt(name) else { return }
      catalog[prompt.record.id].name = name
    } catch {
      // Without its record it would count as deleted.
      guard error.code == .damaged, let info = try repository.tip(of: .info, name) else {
        throw error
      }
      let id = try repository.record(at: info).id
      catalog[id].name = name
      catalog[id].failure = .ledger(error)
    }
  }

  /// Reads what is noted of a prompt; damage there stops no other prompt.
  private mutating func read(_ id: PromptID) throws(RepositoryError) {
    do throws(RepositoryError) {
      guard let files = try repository.tracked(id, at: remote) else { return }
      let tracking = try Tracking(files)
      catalog[id].tracking = tracking
      catalog[id].noted = tracking
    } catch {
      guard error.code == .damaged else { throw error }
      catalog[id].failure = .ledger(error)
    }
  }

  /// Finds the prompt here that a hosted one, of which nothing is noted, belongs to.
  private mutating func place(_ prompt: PromptObject, listed: Set<String>) {
    let token = prompt.metadata[RemoteRecord.token]?.string
    let id =
      PromptMatcher.id(token) ?? PromptMatcher.id(prompt.id)
      ?? PromptID(UUIDValue(namespace: .url, name: Array(prompt.id.utf8)))
    let known = catalog[id]
    let isTaken = known.tracking.remoteID.map { listed.contains($0) } ?? false
    guard known.listed == nil, known.successor == nil, !isTaken else {
      catalog.warnings.append(
        "the remote has a second prompt that stands for \(id): '\(prompt.name)', \(prompt.id); it "
          + "is left alone. If it is a copy, delete it there")
      return
    }
    guard known.tracking.remoteID == nil || known.tracking.isGone else {
      // The one that is known may be gone, and this one have come in its place.
      catalog[id].successor = prompt
      return
    }
    if known.tracking.remoteID != nil { catalog[id].tracking = Tracking() }
    catalog[id].listed = prompt
    catalog[id].isAdopted = known.name != nil
  }

  private static func id(_ text: String?) -> PromptID? {
    guard let text else { return nil }
    do throws(RepositoryError) { return try PromptID(text) } catch { return nil }
  }

  private static func isOlder(_ left: PromptObject, _ right: PromptObject) -> Bool {
    (left.createdAt, left.id) < (right.createdAt, right.id)
  }
}

/// The prompts of both sides, each with its counterpart.
struct MatchedPrompts: Sendable {
  private(set) var subjects: [PromptID: SyncCandidate] = [:]
  var warnings: [String] = []

  /// Lets the work on every prompt fail before it begins.
  mutating func fail(_ reason: SyncProblem) {
    for id in subjects.keys { subjects[id]?.failure = reason }
  }

  /// What is known of a prompt; of one that was never seen, nothing.
  subscript(id: PromptID) -> SyncCandidate {
    get { subjects[id] ?? SyncCandidate(id: id) }
    set { subjects[id] = newValue }
  }
}

/// One prompt, on whichever side it is.
struct SyncCandidate: Sendable {
  let id: PromptID
  /// Its name here; `nil` when it is not here.
  var name: PromptName?
  /// Whether it was here and was deleted.
  var isDeletedLocally = false
  /// What is known of it at the remote.
  var tracking = Tracking()
  /// What of that is noted in the ledger.
  var noted: Tracking?
  /// The hosted prompt in the remote's listing; `nil` when it is not listed.
  var listed: PromptObject?
  /// A hosted prompt that stands for this one if the known one is gone.
  var successor: PromptObject?
  /// Whether an older prompt that is not here either has the same name in the ledger it comes from.
  var isNameContested = false
  /// Whether a hosted prompt that was not known was found to be this one.
  var isAdopted = false
  /// Why the remote could not be asked about it.
  var failure: SyncProblem?

  /// Whether it was at the remote when that was last looked at.
  var existsRemotely: Bool { tracking.remoteID != nil && !tracking.isGone }

  /// Whether it has this name here; one that is not here has the name that it would get.
  func hasName(_ name: PromptName) -> Bool {
    if let own = self.name { return own == name }
    guard let listed else { return false }
    let wanted = listed.ledgerName.flatMap(PromptName.init(orNil:))
    return (wanted ?? PromptName(orNil: listed.name) ?? PromptName(title: listed.name)) == name
  }

  init(id: PromptID) {
    self.id = id
  }
}
