internal import Digests

/// A text file of this program's own that is known for damaged when it is: a first line that names
/// the format, lines, and last `sha256` with the SHA-256 of all lines before.
enum SealedLines {
  /// The lines between the first one and the last; `nil` if the file is damaged or of another format.
  static func lines(of bytes: [UInt8], format: String) -> [ArraySlice<UInt8>]? {
    guard bytes.last == 0x0a, let end = bytes.dropLast().lastIndex(of: 0x0a),
      bytes[(end + 1)...].dropLast().elementsEqual(seal(bytes[...end]))
    else { return nil }
    let lines = bytes[..<end].split(separator: 0x0a, omittingEmptySubsequences: false)
    guard let first = lines.first, first.elementsEqual(format.utf8) else { return nil }
    return Array(lines.dropFirst())
  }

  /// The file's bytes.
  ///
  /// - Parameter lines: Each with its line end.
  static func bytes(format: String, _ lines: [UInt8]) -> [UInt8] {
    let output = Array("\(format)\n".utf8) + lines
    return output + seal(output[...]) + [0x0a]
  }

  private static func seal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array("sha256 \(Hex.encode(SHA256.hash(bytes)))".utf8)
  }
}
