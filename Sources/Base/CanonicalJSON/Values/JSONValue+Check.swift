extension JSONValue {
  /// Checks that a value built in code could be read back from its text.
  ///
  /// - Throws: `JSONError` without a position, if a text or a key holds NUL, or if arrays and
  ///   objects lie deeper than ``depthLimit``.
  public func check() throws(JSONError) {
    try check(room: Self.depthLimit)
  }

  private func check(room: Int) throws(JSONError) {
    switch self {
    case .null, .bool, .number: break
    case .string(let text): try Self.check(text)
    case .array(let values):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for value in values { try value.check(room: room - 1) }
    case .object(let object):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for member in object {
        try Self.check(member.key)
        try member.value.check(room: room - 1)
      }
    }
  }

  private static func check(_ text: String) throws(JSONError) {
    if text.utf8.contains(0) { throw .nul(at: nil) }
  }
}
