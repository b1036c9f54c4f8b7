package import GitModel
internal import Platform

extension ReferenceDatabase {
  /// Tells the references of all prompts in the order of their names, of the chain of a record with
  /// the prompt's key.
  ///
  /// - Parameters:
  ///   - keepsIndex: Whether keys that were read may be kept for the next time.
  ///   - read: Reads an object, for keys that are not kept; `nil` where those are not asked for.
  /// - Returns: False when somebody has packed meanwhile, so that names may be missing.
  package func survey(
    keepsIndex: Bool, reading read: ObjectReader?,
    _ body: (_ name: [UInt8], _ target: ObjectID, _ key: RecordKey?) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool {
    var walk = try ReferenceWalk(self, prefix: paths.layout.recordFolder, after: nil)
    let status = walk.packed.status
    var kept = status.flatMap { KeptEntries(PackedNotes.prompts, of: $0, in: paths, files) }
      .map { KeptKeys($0) }
    var found = KeptKeys.Making()
    while let step = try walk.next() {
      guard paths.layout.isRecord(step.name) else {
        try body(step.name, step.target, nil)
        continue
      }
      var key = step.record.flatMap { kept?.key($0) }
      if key == nil, let read {
        key = TipNote(reading: step.target, key: paths.layout.readKey, read)?.record
      }
      if kept == nil, let record = step.record { found.set(key, record) }
      try body(step.name, step.target, key)
    }
    if try walk.isOutdated() { return false }
    if keepsIndex, read != nil, kept == nil, let status, walk.records >= PackedNotes.few / 3 {
      KeptEntries.keep(
        found.bytes(count: walk.records), PackedNotes.prompts, of: status, in: paths, files)
    }
    return true
  }

  /// How many prompts there are.
  package func recordCount() throws(RepositoryError) -> Int {
    var loose = try LooseWalk(self, prefix: paths.layout.recordFolder, after: nil)
    var others: [ReferenceName] = []
    while let name = try loose.next() {
      if paths.layout.isRecord(Array(name.rawValue.utf8)) { others.append(name) }
    }
    let packed = try packed()
    var count = 0
    if let status = packed.status,
      let kept = KeptEntries(PackedNotes.prompts, of: status, in: paths, files)
    {
      count = kept.count
    } else {
      let root = Array(paths.layout.recordFolder.utf8)
      var cursor = try packed.cursor(notBefore: root)
      while let line = try packed.next(&cursor), line.name.starts(with: root) {
        if paths.layout.isRecord(line.name) { count += 1 }
        packed.releasePages(before: line.next)
      }
    }
    for name in others where try !packed.contains(Array(name.rawValue.utf8)) {
      if try target(of: name) != nil { count += 1 }
    }
    return count
  }
}

/// The keys of the records in a packed file, as `promptrepo/prompts` keeps them.
private struct KeptKeys {
  private let kept: KeptEntries
  private var block: (first: Int, bytes: [UInt8])?

  init(_ kept: KeptEntries) { self.kept = kept }

  /// The key of a record, by its number among the lines; `nil` where it is not known.
  mutating func key(_ record: Int) -> RecordKey? {
    let length = PackedNotes.prompts.entryLength
    if block.map({ record < $0.first || (record - $0.first + 1) * length > $0.bytes.count }) ?? true
    {
      block = kept.block(holding: record)
    }
    return block.flatMap { PackedNotes.key($0.bytes, at: (record - $0.first) * length) }
  }

  /// Keys that are found out, in the order of the lines; some lines may be passed over.
  struct Making {
    private var entries: [UInt8] = []

    mutating func set(_ key: RecordKey?, _ record: Int) {
      fill(to: record)
      PackedNotes.append(key, to: &entries)
    }

    func bytes(count: Int) -> [UInt8] {
      var copy = self
      copy.fill(to: count)
      return copy.entries
    }

    private mutating func fill(to count: Int) {
      while entries.count < count * PackedNotes.prompts.entryLength {
        PackedNotes.append(nil, to: &entries)
      }
    }
  }
}
