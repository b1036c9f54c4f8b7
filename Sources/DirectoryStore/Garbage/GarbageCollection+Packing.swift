internal import Platform
internal import PromptRepo

extension GarbageCollection {
  /// Chains of deltas are this long at most, as git makes them.
  private static let maximumDepth = 50

  /// An object of the new pack that later ones may be deltas to.
  private struct Written {
    let offset: Int
    let depth: Int
  }

  /// Writes one pack of all that is reachable, unless there is exactly that pack already.
  ///
  /// A pack without any delta comes from bulk work and is written again, smaller.
  ///
  /// - Returns: The name of the pack; `nil` when packs that are fixed hold everything.
  func pack() throws(RepositoryError) -> String? {
    var items: [ReachableObjects.Item] = []
    for item in reachable.items where try !isInFixedPack(item.id) { items.append(item) }
    guard !items.isEmpty else { return nil }
    if oldPacks.count == 1, let pack = oldPacks.first, pack.index.count == items.count,
      items.allSatisfy({ pack.index.position(of: $0.id) != nil }), try pack.hasDelta()
    {
      try verify(pack, items)
      return pack.name
    }
    let name = try write(items)
    guard let pack = try database.openPack(name) else {
      throw RepositoryError(.damaged, "\(name) vanished right after it was written")
    }
    try pack.verifyIndex()
    try verify(pack, items)
    return name
  }

  /// Whether a pack that stays has an object; the copy is checked, since others will go.
  private func isInFixedPack(_ id: ObjectID) throws(RepositoryError) -> Bool {
    for pack in fixedPacks where try pack.read(id, database.inflaters) != nil { return true }
    return false
  }

  private func verify(
    _ pack: Pack, _ items: [ReachableObjects.Item]
  ) throws(RepositoryError) {
    for item in items where try pack.read(item.id, database.inflaters) == nil {
      throw .damagedFile(pack.file.path, "lacks object \(item.id), which it should have")
    }
  }

  /// Writes commits and tags, then trees, then blobs, each in the order of the walks.
  private func write(_ items: [ReachableObjects.Item]) throws(RepositoryError) -> String {
    var writer = try database.packWriter(count: items.count, level: 9)
    var written: [ObjectID: Written] = [:]
    var recent = RecentObjects()
    for kinds in [[ObjectKind.tag, .commit], [.tree], [.blob]] {
      for item in items where kinds.contains(item.kind) {
        guard let object = try database.read(item.id) else {
          throw RepositoryError(
            .damaged, "object \(item.id) vanished while it was packed",
            hint: "Run gc again; another program may be packing at the same time")
        }
        let offset = writer.offset
        var depth = 0
        if let base = item.neighbour, let place = written[base],
          place.depth < GarbageCollection.maximumDepth, let bytes = recent[base],
          try writer.add(object, base: bytes, at: place.offset)
        {
          depth = place.depth + 1
        } else if writer.offset == offset {
          try writer.add(object)
        }
        written[item.id] = Written(offset: offset, depth: depth)
        recent.insert(object)
      }
    }
    return try writer.finish()
  }
}

/// The last objects that were written, to make deltas of.
private struct RecentObjects {
  private static let count = 256
  /// Larger objects are not kept and are never deltas, so that all take 64 MiB at most.
  private static let maximumBytes = 256 << 10

  private var slots: [ObjectID: [UInt8]] = [:]
  private var order: [ObjectID] = []
  private var next = 0

  subscript(id: ObjectID) -> [UInt8]? { slots[id] }

  mutating func insert(_ object: GitObject) {
    guard object.bytes.count <= RecentObjects.maximumBytes else { return }
    slots[object.id] = object.bytes
    if order.count < RecentObjects.count {
      order.append(object.id)
    } else {
      slots[order[next]] = nil
      order[next] = object.id
      next = (next + 1) % RecentObjects.count
    }
  }
}
