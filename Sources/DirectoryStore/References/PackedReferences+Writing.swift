internal import Digests
internal import Platform
package import PromptRepo

extension PackedReferences {
  /// The first line of the file, as git writes it.
  static let header = Array("# pack-refs with: peeled fully-peeled sorted \n".utf8)

  /// One reference's new value, or `nil` to take it out.
  package struct Edit {
    let name: ReferenceName
    let target: ObjectID?
    /// What an annotated tag peels to.
    var peeled: ObjectID?

    /// An edit from its parts.
    package init(name: ReferenceName, target: ObjectID?, peeled: ObjectID? = nil) {
      self.name = name
      self.target = target
      self.peeled = peeled
    }
  }

  /// The whole file with edits made: lines that stay keep what they peel to.
  ///
  /// - Parameter edits: In the order of names, each name once.
  package func bytes(applying edits: [Edit]) throws(RepositoryError) -> [UInt8] {
    var output = PackedReferences.header
    output.reserveCapacity((status?.size ?? 0) + edits.count * 100)
    var cursor = try cursor(notBefore: [])
    var line = try next(&cursor)
    for edit in edits {
      let name = Array(edit.name.rawValue.utf8)
      while let current = line, current.name.lexicographicallyPrecedes(name) {
        PackedReferences.append(current.name, current.target, current.peeled, to: &output)
        line = try next(&cursor)
      }
      if let current = line, current.name == name { line = try next(&cursor) }
      if let target = edit.target {
        PackedReferences.append(name, target, edit.peeled, to: &output)
      }
    }
    while let current = line {
      PackedReferences.append(current.name, current.target, current.peeled, to: &output)
      line = try next(&cursor)
    }
    return output
  }

  private static func append(
    _ name: [UInt8], _ target: ObjectID, _ peeled: ObjectID?, to output: inout [UInt8]
  ) {
    Hex.append(target.bytes, to: &output)
    output.append(UInt8(ascii: " "))
    output += name
    output.append(10)
    if let peeled {
      output.append(UInt8(ascii: "^"))
      Hex.append(peeled.bytes, to: &output)
      output.append(10)
    }
  }
}
