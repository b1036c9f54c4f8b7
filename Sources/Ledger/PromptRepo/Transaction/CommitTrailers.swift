// The trailers of a ledger.
extension Trailer.Key {
  /// The prompt's id.
  public static let promptID = Trailer.Key(rawValue: "Prompt-Id")
  /// The version's number.
  public static let promptVersion = Trailer.Key(rawValue: "Prompt-Version")
  /// The version's id in the API.
  public static let versionID = Trailer.Key(rawValue: "Version-Id")
  /// The SHA-256 of the version's content.
  public static let versionHash = Trailer.Key(rawValue: "Version-Hash")
  /// The SHA-256 of the version's template.
  public static let templateHash = Trailer.Key(rawValue: "Template-Hash")
  /// What ties together all that one command did.
  public static let operation = Trailer.Key(rawValue: "Operation")
  /// The commit of the code repository that a version was cut from.
  public static let sourceCommit = Trailer.Key(rawValue: "Source-Commit")
  /// The file of the code repository that a version was cut from.
  public static let sourcePath = Trailer.Key(rawValue: "Source-Path")
  /// The pointer that was moved.
  public static let pointer = Trailer.Key(rawValue: "Pointer")
  /// The commit of the version that the pointer was moved to.
  public static let versionCommit = Trailer.Key(rawValue: "Version-Commit")
  /// The number of the version that the pointer was moved from.
  public static let previousVersion = Trailer.Key(rawValue: "Previous-Version")
  /// On a rollback: the earlier move whose version is live again.
  public static let restores = Trailer.Key(rawValue: "Restores")
  /// Why it was done.
  public static let reason = Trailer.Key(rawValue: "Reason")

  /// The version of a hosted API that a version was taken from: the remote's name and the number.
  public static let remoteVersion = Trailer.Key(rawValue: "Remote-Version")
  /// The end user that a server's client acted for.
  public static let onBehalfOf = Trailer.Key(rawValue: "On-Behalf-Of")

  /// The operation that this one takes back.
  public static let undoes = Trailer.Key(rawValue: "Undoes")
  /// On a promotion: the environment whose version was taken over.
  public static let promotedFrom = Trailer.Key(rawValue: "Promoted-From")
  /// The release that a pointer was moved with.
  public static let release = Trailer.Key(rawValue: "Release")
  /// The operation of the release's deployment that a release's rollback takes back.
  public static let rolledBack = Trailer.Key(rawValue: "Rolled-Back")
  /// The variables whose coming or going was acknowledged, by name.
  public static let acknowledgedVariables = Trailer.Key(rawValue: "Acknowledged-Variables")

  /// What a message says of its step's place in the chain, which is worked out anew wherever the
  /// step is made again.
  static let derived: Set<Trailer.Key> = [
    .promptID, .promptVersion, .versionID, .versionHash, .templateHash, .pointer, .versionCommit,
    .previousVersion, .restores, .milliseconds,
  ]
}

extension Trailer {
  /// The trailer for a reason; none where nothing was said.
  static func reason(_ reason: String?) -> [Trailer] {
    reason.flatMap { $0.utf8.isEmpty ? nil : [Trailer(.reason, $0)] } ?? []
  }
}

extension CommitMessage {
  /// Gives a trailer another value where it stands; nil takes it away.
  ///
  /// One that is not there yet comes after or before another key's, or last.
  mutating func set(
    _ key: Trailer.Key, _ value: String?, after earlier: Trailer.Key? = nil,
    before later: Trailer.Key? = nil
  ) {
    let place = trailers.firstIndex { $0.key == key }
    switch (place, value) {
    case (let place?, let value?): trailers[place] = Trailer(key, value)
    case (let place?, nil): trailers.remove(at: place)
    case (nil, let value?):
      let after = earlier.flatMap { key in trailers.firstIndex { $0.key == key } }
      let before = later.flatMap { key in trailers.firstIndex { $0.key == key } }
      trailers.insert(
        Trailer(key, value), at: after.map { $0 + 1 } ?? before ?? trailers.endIndex)
    case (nil, nil): break
    }
  }
}
