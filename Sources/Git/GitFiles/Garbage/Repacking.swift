package import GitModel
internal import Platform

extension GarbageCollection {
  /// Chains of deltas are this long at most, as git makes them.
  private static let maximumDepth = 50

  /// Writes one pack of all that is reachable, unless there is exactly that pack already.
  ///
  /// A pack without any delta comes from bulk work and is written again, smaller.
  ///
  /// - Returns: The name of the pack; `nil` when packs that are fixed hold everything.
  package func pack() throws(RepositoryError) -> String? {
    var numbers: [Int32] = []
    for number in 0..<reachable.count {
      guard let id = reachable.id(number) else { continue }
      if try !isInFixedPack(id) { numbers.append(Int32(number)) }
    }
    guard !numbers.isEmpty else { return nil }
    if oldPacks.count == 1, let pack = oldPacks.first, pack.index.count == numbers.count,
      numbers.allSatisfy({ reachable.id(Int($0)).flatMap(pack.index.position(of:)) != nil }),
      try pack.hasDelta()
    {
      try verify(pack, numbers)
      return pack.name
    }
    let name = try write(numbers)
    guard let pack = try database.openPack(name) else {
      throw RepositoryError(.damaged, "\(name) vanished right after it was written")
    }
    try pack.verifyIndex()
    try verify(pack, numbers)
    return name
  }

  /// Whether a pack that stays has an object; the copy is checked, since others will go.
  private func isInFixedPack(_ id: ObjectID) throws(RepositoryError) -> Bool {
    for pack in fixedPacks where try pack.read(id, database.inflaters) != nil { return true }
    return false
  }

  private func verify(_ pack: Pack, _ numbers: [Int32]) throws(RepositoryError) {
    for (place, number) in numbers.enumerated() {
      guard let id = reachable.id(Int(number)) else { continue }
      guard try pack.read(id, database.inflaters) != nil else {
        throw .damagedFile(pack.file.path, "lacks object \(id), which it should have")
      }
      progress(.checking, place + 1, of: numbers.count)
      if place % 8_192 == 0 { pack.file.releasePages() }
    }
    pack.file.releasePages()
  }

  /// Writes commits and tags, then trees, then blobs, each in the order of the walks.
  private func write(_ numbers: [Int32]) throws(RepositoryError) -> String {
    let writer = try database.packWriter(count: numbers.count, level: 9)
    // Where each object is in the new pack, and how many deltas it is made of.
    var offsets = [Int](repeating: 0, count: reachable.count)
    var depths = [UInt8](repeating: 0, count: reachable.count)
    var recent = RecentObjects()
    for kinds in [[ObjectKind.tag, .commit], [.tree], [.blob]] {
      for number in numbers.lazy.map(Int.init) where kinds.contains(reachable.kind(number)) {
        guard let id = reachable.id(number), let object = try database.read(id) else {
          throw RepositoryError(
            .damaged, "object \(reachable.id(number)?.hex ?? "") vanished while it was packed",
            hint: "Run gc again; another program may be packing at the same time")
        }
        let offset = writer.offset
        if let base = reachable.neighbour(number), offsets[base] > 0,
          depths[base] < GarbageCollection.maximumDepth,
          let bytes = reachable.id(base).flatMap({ recent[$0] }),
          try writer.add(object, base: bytes, at: offsets[base])
        {
          depths[number] = depths[base] + 1
        } else if writer.offset == offset {
          try writer.add(object)
        }
        offsets[number] = offset
        recent.insert(object)
        progress(.packing, writer.entryCount, of: numbers.count)
        if writer.entryCount % 8_192 == 0 { try database.releasePages() }
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
