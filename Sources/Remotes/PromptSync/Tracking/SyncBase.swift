internal import CanonicalJSON

/// In what both sides were in step last: the base of each comparison.
public struct SyncBase: Sendable, Hashable {
  /// The record here.
  public var localRecord: RemoteRecord
  /// The record there, which may render it in another way.
  public var remoteRecord: RemoteRecord
  /// The active version here, by its number here.
  public var localActive: Int
  /// The active version there, by its number there.
  public var remoteActive: Int
  /// For each version there, the first one first, the number of the same version here; 0 where it
  /// is not here yet.
  public var versions: [Int]

  init(
    localRecord: RemoteRecord, remoteRecord: RemoteRecord, localActive: Int, remoteActive: Int,
    versions: [Int]
  ) {
    self.localRecord = localRecord
    self.remoteRecord = remoteRecord
    self.localActive = localActive
    self.remoteActive = remoteActive
    self.versions = versions
  }

  /// What both sides have once a prompt was created there with this record and its first version.
  ///
  /// - Parameter seen: The record that is there by now.
  init(created record: RemoteRecord, seen: RemoteRecord) {
    self.init(
      localRecord: record,
      remoteRecord: ServerNormalization.isOne(seen, of: record) ? seen : record,
      localActive: 1, remoteActive: 1, versions: [1])
  }

  /// What two sides begin with that were never in step: the versions that both have.
  ///
  /// A pointer that only one side moved counts as moved by it.
  init(beginning standing: SyncSnapshot) {
    let (comparison, record) = (standing.comparison, standing.seen.record)
    self.init(
      localRecord: record, remoteRecord: record,
      localActive: [.neither, .remote].contains(comparison.pointer) ? standing.active : 0,
      remoteActive: [.neither, .local].contains(comparison.pointer) ? standing.seen.active : 0,
      versions: comparison.versions)
  }

  /// The number there of a version here; `nil` when it is not there.
  func remote(_ local: Int) -> Int? {
    // Mostly the numbers are the same.
    if local >= 1, local <= versions.count, versions[local - 1] == local { return local }
    return versions.firstIndex(of: local).map { $0 + 1 }
  }

  /// The number here of a version there; `nil` when it is not here.
  func local(_ remote: Int) -> Int? {
    guard remote >= 1, remote <= versions.count, versions[remote - 1] > 0 else { return nil }
    return versions[remote - 1]
  }
}

extension SyncBase {
  var json: JSONObject {
    [
      "local_active": .integer(localActive), "local_record": .object(localRecord.json),
      "remote_active": .integer(remoteActive), "remote_record": .object(remoteRecord.json),
      "versions": .array(versions.map { .integer($0) }),
    ]
  }

  init?(_ json: JSONValue?) {
    guard let json = json?.object, let localRecord = RemoteRecord(json["local_record"]),
      let remoteRecord = RemoteRecord(json["remote_record"]),
      let localActive = json["local_active"]?.integer,
      let remoteActive = json["remote_active"]?.integer, let values = json["versions"]?.array
    else { return nil }
    let versions = values.compactMap(\.integer)
    guard versions.count == values.count else { return nil }
    self.init(
      localRecord: localRecord, remoteRecord: remoteRecord, localActive: localActive,
      remoteActive: remoteActive, versions: versions)
  }
}
