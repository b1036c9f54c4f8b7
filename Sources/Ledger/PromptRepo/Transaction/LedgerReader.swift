internal import CanonicalJSON
internal import Synchronization

/// What the ledger can be read from: a repository, or a transaction with what it has pending.
package protocol LedgerReader: Sendable {
  /// Reads an object; `nil` when it is not there.
  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject?
  /// The object a reference points at; `nil` when the reference does not exist.
  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID?
  /// Where one of a prompt's chains stands; `nil` when there is no such chain.
  ///
  /// Whoever knows that without a reference's name need not make one.
  func tip(of kind: LedgerRef.PromptKind, _ name: PromptName) throws(RepositoryError) -> ObjectID?
  /// The references that begin with a prefix.
  func references(under prefix: String) throws(RepositoryError) -> [Reference]
  /// What has been read already and can never change.
  var cache: LedgerCache { get }
}

extension LedgerReader {
  /// Where one of a prompt's chains stands; `nil` when there is no such chain.
  package func tip(of kind: LedgerRef.PromptKind, _ name: PromptName) throws(RepositoryError)
    -> ObjectID?
  {
    try target(of: .prompt(name, kind))
  }

  /// An object that something names, so that its absence is damage.
  package func required(_ id: ObjectID, for what: String) throws(RepositoryError) -> GitObject {
    guard let object = try object(id) else {
      throw RepositoryError(
        .damaged, "object \(id), \(what), is missing",
        hint: "Restore it from another clone or a backup")
    }
    return object
  }

  package func commit(_ id: ObjectID, for what: String) throws(RepositoryError) -> Commit {
    try Commit(required(id, for: what))
  }

  /// The commits of a chain, none of which may be missing.
  package func commits(from tip: ObjectID?, for what: String) -> Chain<CommitStep> {
    Chain(from: tip) { (id) throws(RepositoryError) in
      CommitStep(commit: id, value: try commit(id, for: what))
    }
  }
}

// Whose a commit is. References can be moved with plain git, and a commit says which prompt it is
// of, so what another prompt's says is never taken for this one's.
extension LedgerReader {
  /// The move that a commit is, which has to be one of this prompt's pointers.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is another prompt's.
  package func move(
    at commit: ObjectID, of name: PromptName
  ) throws(RepositoryError) -> PointerMove {
    let move = try move(at: commit)
    try expect(commit, a: "a move to a version", of: move.promptID, named: name)
    return move
  }

  /// The last move of one of this prompt's pointers, whose version has been looked at too.
  package func liveMove(
    at commit: ObjectID, of name: PromptName
  ) throws(RepositoryError) -> PointerMove {
    let move = try move(at: commit, of: name)
    _ = try version(of: move)
    return move
  }

  /// The version that a commit is, which has to be one of this prompt.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is another prompt's.
  package func version(
    at commit: ObjectID, of name: PromptName
  ) throws(RepositoryError) -> Version {
    let version = try version(at: commit)
    try expect(commit, a: "a version", of: version.promptID, named: name)
    return version
  }

  /// The version that a move made live.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the commit that the move names is not what it
  ///   says.
  package func version(of move: PointerMove) throws(RepositoryError) -> Version {
    let version = try version(at: move.versionCommit)
    guard version.promptID == move.promptID else {
      throw .misplaced(
        "commit \(move.commit) moves a pointer to a version of another prompt, "
          + "\(version.promptID)")
    }
    guard version.hash == move.hash, version.number == move.version else {
      throw .misplaced(
        "commit \(move.commit) moves a pointer to version \(move.version) with the hash "
          + "\(move.hash), which commit \(version.commit) is not")
    }
    return version
  }

  /// The id of the prompt that has a name; `nil` when there is none.
  private func identity(of name: PromptName) throws(RepositoryError) -> PromptID? {
    try tip(of: .info, name).map { (tip) throws(RepositoryError) in try promptID(ofRecord: tip) }
  }

  /// The id of the prompt whose record a commit has.
  package func promptID(ofRecord commit: ObjectID) throws(RepositoryError) -> PromptID {
    if let record = cache.knownRecord(commit) { return record.id }
    // The commit says it as well, without the file that it has.
    let message = CommitMessage(try self.commit(commit, for: "a prompt's record").message)
    return if let id = message[.promptID] { try PromptID(id) } else { try record(at: commit).id }
  }

  private func expect(
    _ commit: ObjectID, a what: String, of prompt: PromptID, named name: PromptName
  ) throws(RepositoryError) {
    if cache.isKnown(commit, of: name) { return }
    guard let identity = try identity(of: name) else { throw .noPrompt(name) }
    guard prompt == identity else {
      throw .misplaced("prompt '\(name)' has \(what) of another prompt, \(prompt)")
    }
    cache.note(commit, of: name)
  }

  /// Reads a chain of a prompt at its tip.
  ///
  /// A prompt that is deleted, or made anew under its name, at this moment is no damage.
  func readTip<Value>(
    of kind: LedgerRef.PromptKind, _ name: PromptName,
    _ read: (ObjectID) throws(RepositoryError) -> Value
  ) throws(RepositoryError) -> Value? {
    guard let tip = try tip(of: kind, name) else { return nil }
    do throws(RepositoryError) {
      return try read(tip)
    } catch {
      guard error.code == .damaged || error.code == .notFound else { throw error }
      let now = try self.tip(of: kind, name)
      guard now != tip else { throw error }
      return try now.map(read)
    }
  }
}

extension RepositoryError {
  /// There is no prompt of a name.
  static func noPrompt(_ name: PromptName) -> RepositoryError {
    RepositoryError(
      .notFound, "there is no prompt '\(name)'",
      cause: LedgerRefusal.promptNotFound(name))
  }

  /// A reference leads to what is not its prompt's.
  static func misplaced(_ what: String) -> RepositoryError {
    RepositoryError(
      .damaged, what,
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
  }
}

extension LedgerReader {
  /// What a commit of a chain says was done, and who did it.
  package func summary(
    of commit: ObjectID
  ) throws(RepositoryError) -> (subject: String, author: Signature) {
    let commit = try self.commit(commit, for: "a step of the ledger")
    return (CommitMessage(commit.message).subject, commit.author)
  }
}

// The files that commits of a ledger hold.
extension LedgerReader {
  /// A file of a tree.
  ///
  /// - Parameters:
  ///   - name: The file's name.
  ///   - tree: The tree.
  ///   - treeRole: The tree's role in the ledger, for errors.
  ///   - role: The file's role in the ledger, likewise.
  /// - Throws: ``RepositoryError/Code/damaged`` when there is no such file.
  func file(
    _ name: String, in tree: ObjectID, _ treeRole: String, _ role: String
  ) throws(RepositoryError) -> GitObject {
    guard let entry = try Tree(required(tree, for: treeRole))[name] else {
      throw RepositoryError(.damaged, "tree \(tree) has no \(name)")
    }
    return try required(entry.id, for: role)
  }
}

extension Transaction {
  /// Adds a tree of one file.
  mutating func addTree(_ fileName: String, _ bytes: [UInt8]) -> ObjectID {
    addTree(fileName, GitObject(.blob, bytes))
  }

  /// Adds a tree of one file.
  mutating func addTree(_ fileName: String, _ file: GitObject) -> ObjectID {
    add(Tree([TreeEntry(.file, fileName, add(file))]).object)
  }
}

extension GitObject {
  /// The JSON object that a file holds; `nil` for JSON of another kind.
  ///
  /// - Parameter role: The file's role in the ledger, for errors.
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not JSON.
  func json(of role: String) throws(RepositoryError) -> JSONObject? {
    do {
      return try JSONValue(parsing: bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "\(role) in object \(id) is not JSON: \(error)", cause: error)
    }
  }
}

/// What has been read from a ledger's objects, which never change.
///
/// Holds two generations of a bounded size: when the young one is full, it becomes the old one, and
/// what was in the old one and was not used since is forgotten.
package final class LedgerCache: Sendable {
  private struct State: Sendable {
    var versions: GenerationalCache<Version>
    var moves: GenerationalCache<PointerMove>
    var records: GenerationalCache<RecordEntry>
    var texts: GenerationalCache<VersionText>
    /// Texts of versions that include others, with all of them.
    var wholeTexts: GenerationalCache<IncludingText>
    /// The names of the prompts that commits were found to be of.
    var owners: GenerationalCache<PromptName>
    /// What of all versions was asked for; `nil` while nobody did.
    var hashes: HashesOfVersions?
  }

  private let state: Mutex<State>

  /// Makes a cache of at most about `2 * limit` entries of each kind, and of texts, each of which
  /// may have megabytes, of at most about `2 * byteLimit` bytes.
  package init(limit: Int = 8_192, byteLimit: Int = 32 << 20) {
    state = Mutex(
      State(
        versions: GenerationalCache(limit: limit), moves: GenerationalCache(limit: limit),
        records: GenerationalCache(limit: limit),
        texts: GenerationalCache(limit: limit / 8, byteLimit: byteLimit),
        wholeTexts: GenerationalCache(limit: limit / 8, byteLimit: byteLimit),
        owners: GenerationalCache(limit: limit)))
  }

  func version(
    _ id: ObjectID, or read: () throws(RepositoryError) -> Version
  ) throws(RepositoryError) -> Version {
    if let version = state.withLock({ $0.versions.value(id) }) { return version }
    let version = try read()
    state.withLock { $0.versions.insert(version, id) }
    return version
  }

  func move(
    _ id: ObjectID, or read: () throws(RepositoryError) -> PointerMove
  ) throws(RepositoryError) -> PointerMove {
    if let move = state.withLock({ $0.moves.value(id) }) { return move }
    let move = try read()
    state.withLock { $0.moves.insert(move, id) }
    return move
  }

  func record(
    _ id: ObjectID, or read: () throws(RepositoryError) -> RecordEntry
  ) throws(RepositoryError) -> RecordEntry {
    if let record = state.withLock({ $0.records.value(id) }) { return record }
    let record = try read()
    state.withLock { $0.records.insert(record, id) }
    return record
  }

  func text(
    _ tree: ObjectID, or read: () throws(RepositoryError) -> VersionText
  ) throws(RepositoryError) -> VersionText {
    if let text = state.withLock({ $0.texts.value(tree) }) { return text }
    let text = try read()
    let byteCount = text.byteCount
    state.withLock { $0.texts.insert(text, tree, byteCount: byteCount) }
    return text
  }

  /// The text of a version with what it includes, as it was found.
  func wholeText(_ tree: ObjectID) -> IncludingText? {
    state.withLock { $0.wholeTexts.value(tree) }
  }

  /// Keeps the text of a version with what it includes.
  func keep(_ text: IncludingText, _ tree: ObjectID) {
    let byteCount = text.text.wholeByteCount
    state.withLock { $0.wholeTexts.insert(text, tree, byteCount: byteCount) }
  }

  /// The hashes of all versions that a reader has, by their prompts.
  func hashes(in reader: some LedgerReader) throws(RepositoryError) -> HashesOfVersions {
    let known = state.withLock { $0.hashes } ?? HashesOfVersions()
    let hashes = try known.updated(in: reader)
    state.withLock { $0.hashes = hashes }
    return hashes
  }

  /// The record that a commit has, if it was read.
  func knownRecord(_ id: ObjectID) -> PromptRecord? {
    state.withLock { $0.records.value(id)?.record }
  }

  /// Whether a commit was found to be of the prompt of this name.
  func isKnown(_ commit: ObjectID, of name: PromptName) -> Bool {
    state.withLock { $0.owners.value(commit) == name }
  }

  /// Notes that a commit is of the prompt of this name.
  func note(_ commit: ObjectID, of name: PromptName) {
    state.withLock { $0.owners.insert(name, commit) }
  }
}

/// Values of objects in two generations, the young and the old.
///
/// When the young one is full, it becomes the old one, and what was in the old one and was not used
/// since is forgotten.
struct GenerationalCache<Value: Sendable>: Sendable {
  /// Values in the order in which they were kept.
  ///
  /// A table is made only for many: the runtime builds its type at its first use, which takes about
  /// 3 % of a command that reads a few objects.
  private struct Generation: Sendable {
    private(set) var values: [Value] = []
    private(set) var byteCounts: [Int] = []
    /// How many bytes all the values take.
    private(set) var byteCount = 0
    private var ids: [ObjectID] = []
    /// Where each value is, once there are too many ids to compare one by one.
    private var places: [ObjectID: Int] = [:]

    private static var fewValues: Int { 16 }

    func place(of id: ObjectID) -> Int? {
      places.isEmpty ? ids.firstIndex(of: id) : places[id]
    }

    mutating func append(_ value: Value, _ id: ObjectID, byteCount: Int) {
      if !places.isEmpty {
        places[id] = values.count
      } else if ids.count < Self.fewValues {
        ids.append(id)
      } else {
        for (place, id) in (ids + [id]).enumerated() { places[id] = place }
        ids = []
      }
      values.append(value)
      byteCounts.append(byteCount)
      self.byteCount += byteCount
    }
  }

  private let limit: Int
  private let byteLimit: Int
  private var young = Generation()
  private var old = Generation()

  /// Makes empty generations, each of which is full with so many entries or bytes.
  init(limit: Int, byteLimit: Int = .max) {
    self.limit = limit
    self.byteLimit = byteLimit
  }

  mutating func value(_ id: ObjectID) -> Value? {
    if let place = young.place(of: id) { return young.values[place] }
    guard let place = old.place(of: id) else { return nil }
    let value = old.values[place]
    insert(value, id, byteCount: old.byteCounts[place])
    return value
  }

  /// Keeps a value that takes about so many bytes.
  mutating func insert(_ value: Value, _ id: ObjectID, byteCount: Int = 0) {
    // Two readers may have found the same; what an object holds never changes.
    guard young.place(of: id) == nil else { return }
    if young.values.count >= limit || young.byteCount >= byteLimit {
      old = young
      young = Generation()
    }
    young.append(value, id, byteCount: byteCount)
  }
}
