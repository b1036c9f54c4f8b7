internal import Digests
internal import Platform
package import GitModel

extension PackedReferences {
  /// The first line of the file, as git writes it.
  package static let header = Array("# pack-refs with: peeled fully-peeled sorted \n".utf8)

  /// One reference's new value, or `nil` to take it out.
  package struct Edit {
    package let name: ReferenceName
    package let target: ObjectID?
    /// What an annotated tag peels to.
    package var peeled: ObjectID?
    /// What is known of the commit that it points at.
    package var note: TipNote?
    /// Whether it may be an annotated tag, so that what it peels to has to be found out.
    package var peels = false

    /// An edit from its parts.
    package init(
      name: ReferenceName, target: ObjectID?, peeled: ObjectID? = nil, note: TipNote? = nil,
      peels: Bool = false
    ) {
      self.name = name
      self.target = target
      self.peeled = peeled
      self.note = note
      self.peels = peels
    }
  }

  /// One line of the file with edits made.
  package struct EditedLine {
    package let name: [UInt8]
    package let target: ObjectID
    package var peeled: ObjectID?
    /// Where it begins in the file as it is; `nil` for an edit.
    package let offset: Int?
    /// What the edit says.
    package let edit: Edit?

    /// Appends the line as the file has it.
    package func append(to output: inout [UInt8]) {
      target.withUnsafeBytes { Hex.append($0, to: &output) }
      output.append(UInt8(ascii: " "))
      output += name
      output.append(10)
      guard let peeled else { return }
      output.append(UInt8(ascii: "^"))
      peeled.withUnsafeBytes { Hex.append($0, to: &output) }
      output.append(10)
    }
  }

  /// The whole file with edits made: lines that stay keep what they peel to.
  ///
  /// - Parameter edits: In the order of names, each name once.
  package func bytes(applying edits: [Edit]) throws(RepositoryError) -> [UInt8] {
    var output = PackedReferences.header
    output.reserveCapacity((status?.size ?? 0) + edits.count * 100)
    try forEachLine(applying: edits) { $0.append(to: &output) }
    return output
  }

  /// Tells each line of the file with edits made, in the order of names.
  ///
  /// - Parameters:
  ///   - edits: In the order of names, each name once.
  ///   - skip: Receives the names of lines that edits replace or remove, and where those begin.
  package func forEachLine(
    applying edits: some Sequence<Edit>,
    skipping skip: (_ name: [UInt8], _ offset: Int) -> Void = { _, _ in },
    _ body: (EditedLine) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    var cursor = try cursor(notBefore: [])
    var offset = offset(of: cursor)
    var line = try next(&cursor)
    func pass(_ old: Line) throws(RepositoryError) {
      try body(
        EditedLine(
          name: old.name, target: old.target, peeled: old.peeled, offset: offset, edit: nil))
    }
    func advance() throws(RepositoryError) {
      offset = self.offset(of: cursor)
      line = try next(&cursor)
    }
    for edit in edits {
      let name = Array(edit.name.rawValue.utf8)
      while let current = line, current.name.lexicographicallyPrecedes(name) {
        try pass(current)
        try advance()
      }
      if let current = line, current.name == name {
        skip(current.name, offset)
        try advance()
      }
      if let target = edit.target {
        try body(
          EditedLine(name: name, target: target, peeled: edit.peeled, offset: nil, edit: edit))
      }
    }
    while let current = line {
      try pass(current)
      try advance()
    }
  }
}
