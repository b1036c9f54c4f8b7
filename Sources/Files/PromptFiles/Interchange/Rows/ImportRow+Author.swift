public import PromptRepo

extension ImportRow {
  /// Who made the version and when, or `nil` if the row names nobody.
  ///
  /// `Ada <ada@example.org>` is a name and an address; text without angle brackets is a name.
  ///
  /// - Parameter time: stands in where the row has no `createdAt`.
  public func signature(at time: Timestamp) -> Signature? {
    guard let author else { return nil }
    return Signature(nameAndEmail: author, time: createdAt ?? time)
  }
}

extension Signature {
  /// Reads `Name <email>`; text without angle brackets is a name.
  init(nameAndEmail text: String, time: Timestamp) {
    let bytes = Array(text.utf8)
    let open = bytes.lastIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
    self.init(
      name: String(decoding: bytes[..<open], as: UTF8.self),
      email: String(decoding: bytes[open...], as: UTF8.self), time: time)
  }

  /// The name and the address, as `Name <email>`.
  var nameAndEmail: String { "\(name) <\(email)>" }
}
