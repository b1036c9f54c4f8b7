// What every store says when it refuses a change, so that all say the same.
extension RepositoryError {
  /// A reference does not have the value that the change expects.
  public static func lostRace(_ move: ReferenceMove, found: ObjectID?) -> RepositoryError {
    let expected = move.old.map { "at \($0.short())" } ?? "absent"
    let actual = found.map { "at \($0.short())" } ?? "absent"
    return RepositoryError(
      .conflict, "\(move.name) was expected \(expected) and is \(actual)",
      hint: "Somebody changed it at the same time; look at the new state and try again")
  }

  /// A change names one reference twice.
  public static func movedTwice(_ name: ReferenceName) -> RepositoryError {
    RepositoryError(.invalid, "the change moves \(name) twice")
  }

  /// A reference would point at an object that is not there.
  public static func missingTarget(_ name: ReferenceName, _ id: ObjectID) -> RepositoryError {
    RepositoryError(.invalid, "\(name) would point at object \(id), which is not in the store")
  }

  /// One reference's name is a folder of the other's.
  public static func collision(
    _ name: ReferenceName, with other: ReferenceName
  ) -> RepositoryError {
    RepositoryError(
      .conflict, "\(name) cannot exist beside \(other)",
      hint: "One of the two names would have to be a file and a folder at once")
  }
}

extension ReferenceName {
  /// The names that would have to be folders for this one to exist: `refs`, `refs/a` for
  /// `refs/a/b`.
  public var folders: [String] {
    let bytes = rawValue.utf8
    return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }
      .map { String(rawValue[..<$0]) }
  }
}
