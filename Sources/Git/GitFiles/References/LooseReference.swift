internal import Digests
package import GitModel

/// What the file of a loose reference holds.
package enum LooseReference: Equatable {
  /// An object id and a line break.
  case target(ObjectID)
  /// The name of another reference: `ref: refs/heads/main`.
  case symbolic(String)
  /// Anything else, such as nothing after a power cut.
  case damaged

  /// Reads a file's bytes; white space after the id is fine, as it is for git.
  package init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { LooseReference($0) }
  }

  /// Reads a file's bytes where they are.
  package init(_ bytes: UnsafeRawBufferPointer) {
    if bytes.starts(with: "ref:".utf8) {
      let name = bytes.dropFirst(4).drop { LooseReference.isSpace($0) }
        .prefix { !LooseReference.isSpace($0) }
      self = name.isEmpty ? .damaged : .symbolic(String(decoding: name, as: UTF8.self))
    } else if bytes.count >= 40,
      let id = ObjectID(hexBytes: UnsafeRawBufferPointer(rebasing: bytes[..<40])),
      bytes.count == 40 || LooseReference.isSpace(bytes[40])
    {
      self = .target(id)
    } else {
      self = .damaged
    }
  }

  /// The bytes of a reference that points at an object.
  package static func bytes(_ target: ObjectID) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(41)
    Hex.append(target.bytes, to: &bytes)
    bytes.append(10)
    return bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || (9...13).contains(byte)
  }
}
