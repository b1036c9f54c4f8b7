/// How a remote may keep a text: with other line ends, in another Unicode form, without white space
/// at the end.
enum ServerNormalization {
  /// Whether a text that a remote keeps is what it may have made of one that was sent.
  static func isOne(_ kept: String, of sent: String) -> Bool {
    // Swift takes all Unicode forms of a text for the same.
    plain(kept) == plain(sent)
  }

  /// Whether a record that a remote keeps is what it may have made of one that was sent.
  ///
  /// Its metadata have to be the same, since another writer's edit of them must not be taken for
  /// that.
  static func isOne(_ kept: RemoteRecord, of sent: RemoteRecord) -> Bool {
    isOne(kept.name, of: sent.name) && isOne(kept.description ?? "", of: sent.description ?? "")
      && kept.metadata == sent.metadata
  }

  private static func plain(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
      scalars.append(scalar)
    }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
