public import PromptRepo

extension ImportRow {
  /// Who made the version and when, or `nil` if the row names nobody.
  ///
  /// `Ada <ada@example.org>` is a name and an address; text without angle brackets is a name.
  ///
  /// - Parameter time: stands in where the row has no `createdAt`.
  public func signature(at time: Timestamp) -> Signature? {
    guard let author else { return nil }
    let bytes = Array(author.utf8)
    let open = bytes.lastIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex
    return Signature(
      name: String(decoding: bytes[..<open], as: UTF8.self),
      email: String(decoding: bytes[open...], as: UTF8.self), time: createdAt ?? time)
  }
}
