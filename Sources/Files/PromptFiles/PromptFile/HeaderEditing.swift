internal import CanonicalJSON
package import PromptRepo

extension PromptFile {
  /// The bytes of a file with some fields of its header changed.
  ///
  /// Only the lines of the fields change, so comments and the author's way of writing stay;
  /// where that is not possible, the header is written anew. A field set to `nil` loses its key.
  ///
  /// - Throws: ``PromptFileError`` when the file cannot be read or the header not be written.
  package static func bytes(
    _ bytes: [UInt8], editing edit: RecordEdit, path: String, name: PromptName? = nil
  ) throws(PromptFileError) -> [UInt8] {
    _ = try PromptFile(parsing: bytes, path: path, name: name)
    return try self.bytes(bytes, HeaderEdit(edit), path)
  }

  /// The bytes of a file whose header, if it has a name, has this one.
  static func bytes(
    _ bytes: [UInt8], naming name: PromptName, path: String
  ) throws(PromptFileError) -> [UInt8] {
    let header = try HeaderParts(bytes, path: path).yaml(bytes, path)
    guard header.entries.contains(where: { $0.key.hasSameBytes(as: "name") }) else { return bytes }
    return try self.bytes(bytes, HeaderEdit(name: name), path)
  }

  private static func bytes(
    _ bytes: [UInt8], _ wanted: HeaderEdit, _ path: String
  ) throws(PromptFileError) -> [UInt8] {
    let parts = try HeaderParts(bytes, path: path)
    let before = try parts.yaml(bytes, path)
    if let header = parts.header, !before.isFlow {
      let isCRLF = bytes[..<header.lowerBound].dropLast().last == 0x0d
      let edited = wanted.applied(to: Array(bytes[header]), before, isCRLF: isCRLF)
      let result = Array(bytes[..<header.lowerBound]) + edited + bytes[header.upperBound...]
      if wanted.isResult(result, of: before, path: path) { return result }
    }
    let object = wanted.applied(to: before)
    if object == before.object { return bytes }
    let result = try self.bytes(bytes, parts, with: YAMLWriter.bytes(of: object), path)
    guard wanted.isResult(result, of: before, path: path) else { throw .unchangeable(path) }
    return result
  }

  /// The bytes of a file with other lines between the fences of its header.
  static func bytes(
    _ bytes: [UInt8], _ parts: HeaderParts, with header: [UInt8], _ path: String
  ) throws(PromptFileError) -> [UInt8] {
    let template = String(decoding: PromptBody.readings(of: bytes[parts.body])[0], as: UTF8.self)
    let frame = try FileFrame(of: bytes, path: path)
    return FileFrame.assemble(
      head: frame.with(header: header, around: template).head, body: Array(bytes[parts.body]),
      isCRLF: frame.isCRLF(around: template))
  }
}

extension PromptFileError {
  /// The refusal of a change that no way of writing gives.
  static func unchangeable(_ path: String) -> PromptFileError {
    PromptFileError(
      "the header cannot be changed so that it reads as wanted", path: path,
      hint: "Shorten what is in it, or edit the file by hand")
  }
}

extension HeaderParts {
  /// The header as values; one without keys if there is none.
  func yaml(_ bytes: [UInt8], _ path: String) throws(PromptFileError) -> YAMLHeader {
    do {
      return try YAMLHeader(header.map { Array(bytes[$0]) } ?? [])
    } catch {
      throw self.error(error, in: bytes, path: path)
    }
  }
}

/// A change of some keys at the left of a header: to a value, or away.
struct HeaderEdit {
  private var changes: [(key: String, value: JSONValue?)] = []

  init(_ edit: RecordEdit) {
    if case .set(let title) = edit.title {
      changes.append(("title", title.map { .string($0) }))
    }
    if case .set(let description) = edit.description {
      changes.append(("description", description.map { .string($0) }))
    }
    if case .set(let metadata) = edit.metadata {
      changes.append(("metadata", metadata.isEmpty ? nil : .object(metadata)))
    }
  }

  init(name: PromptName) {
    changes.append(("name", .string(name.rawValue)))
  }

  /// The header's members after the change; where new ones stand, ``predecessor(of:in:)`` says.
  func applied(to header: YAMLHeader) -> JSONObject {
    var members: [JSONMember] = []
    func add(after entry: YAMLHeader.Entry?) {
      for change in changes where present(change.key, in: header) == nil {
        guard let value = change.value else { continue }
        let predecessor = predecessor(of: change.key, in: header)
        if predecessor?.range == entry?.range {
          members.append(JSONMember(key: change.key, value: value))
        }
      }
    }
    add(after: nil)
    for entry in header.entries {
      let change = changes.first { $0.key.hasSameBytes(as: entry.key) }
      if let value = change.map(\.value) ?? entry.value {
        members.append(JSONMember(key: entry.key, value: value))
      }
      add(after: entry)
    }
    return JSONObject(members)
  }

  /// The key in the header, if it is there.
  private func present(_ key: String, in header: YAMLHeader) -> YAMLHeader.Entry? {
    header.entries.first { $0.key.hasSameBytes(as: key) }
  }

  /// The key that a new one is written after, so that title, description and metadata stand in
  /// this order; nil for the top of the header.
  private func predecessor(of key: String, in header: YAMLHeader) -> YAMLHeader.Entry? {
    let order = ["title", "description", "metadata"]
    let place = order.firstIndex { $0.hasSameBytes(as: key) } ?? 0
    return order[..<place].reversed().lazy.compactMap { present($0, in: header) }.first
  }

  /// The header's bytes with only the lines of the changed keys changed.
  ///
  /// - Parameter isCRLF: Whether new lines end in CR LF.
  func applied(to bytes: [UInt8], _ header: YAMLHeader, isCRLF: Bool) -> [UInt8] {
    var added: [UInt8] = []
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    for change in changes {
      let lines = change.value.map { value in
        LineEndings.convert(YAMLWriter.bytes(of: [change.key: value]), toCRLF: isCRLF)
      }
      if let entry = present(change.key, in: header) {
        if entry.value == change.value { continue }
        edits.append((Self.lineRange(entry.range, bytes), lines ?? []))
      } else if let lines {
        if let predecessor = predecessor(of: change.key, in: header) {
          let end = Self.lineRange(predecessor.range, bytes).upperBound
          if let same = edits.firstIndex(where: { $0.range == end..<end }) {
            edits[same].bytes += lines
          } else {
            edits.append((end..<end, lines))
          }
        } else {
          added += lines
        }
      }
    }
    // What is put in front of a line comes before what the line becomes.
    edits.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var output = added
    var reached = 0
    for edit in edits where edit.range.lowerBound >= reached {
      output += bytes[reached..<edit.range.lowerBound]
      output += edit.bytes
      reached = edit.range.upperBound
    }
    return output + bytes[reached...]
  }

  /// Whether a file's header is the one before with this change and nothing else.
  func isResult(_ bytes: [UInt8], of before: YAMLHeader, path: String) -> Bool {
    do {
      let after = try HeaderParts(bytes, path: path).yaml(bytes, path)
      return after.object == applied(to: before)
    } catch {
      return false
    }
  }

  /// The whole lines that a range touches.
  static func lineRange(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    let start = bytes[..<range.lowerBound].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    if range.upperBound > start, bytes[range.upperBound - 1] == 0x0a {
      return start..<range.upperBound
    }
    return start..<(bytes[range.upperBound...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count)
  }
}
