extension String {
  /// A text of the ledger or the API as a sentence of a page: with a capital at its beginning, where
  /// that is a letter of ASCII, and a full stop.
  var sentence: String {
    guard let first = utf8.first else { return self }
    let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    let start =
      isSmall ? String(UnicodeScalar(first - 32)) + String(unicodeScalars.dropFirst()) : self
    return start.utf8.last == UInt8(ascii: ".") ? start : start + "."
  }
}
