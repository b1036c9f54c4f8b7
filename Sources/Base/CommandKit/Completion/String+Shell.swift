extension String {
  /// The text as part of a shell function's name.
  var shellIdentifier: String {
    String(
      decoding: utf8.map { $0.isASCIILetter || $0.isASCIIDigit ? $0 : UInt8(ascii: "_") },
      as: UTF8.self)
  }

  /// The text in single quotes, as bash and zsh read it.
  var shellQuoted: String {
    "'" + escaping("'", with: { _ in "'\\''" }) + "'"
  }

  /// The text with each of these characters replaced.
  func escaping(_ special: String, with replacement: (Unicode.Scalar) -> String) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if special.unicodeScalars.contains(scalar) {
        result += replacement(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text with a backslash before each of these characters.
  func backslashing(_ special: String) -> String {
    escaping(special) { "\\\($0)" }
  }
}
