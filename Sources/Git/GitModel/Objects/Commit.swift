/// A commit in git's format.
package struct Commit: Sendable, Hashable {
  /// The snapshot.
  package let tree: ObjectID
  /// The commits this one follows; the first is the chain's own.
  package let parents: [ObjectID]
  /// Who made the content, and when.
  package let author: Signature
  /// Who put it into the repository, and when.
  package let committer: Signature
  /// The message, with its final line break.
  package let message: String

  /// Makes a commit from its parts.
  package init(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.message = message
  }

  /// The commit as an object, ready to be stored.
  package var object: GitObject {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + message.utf8.count)
    bytes += "tree \(tree.hex)\n".utf8
    for parent in parents { bytes += "parent \(parent.hex)\n".utf8 }
    bytes += "author \(author.line)\ncommitter \(committer.line)\n\n".utf8
    bytes += message.utf8
    return GitObject(.commit, bytes)
  }
}

extension Commit {
  /// Reads a commit object.
  ///
  /// Header lines that this project never writes (signatures, encodings, merge tags) are passed
  /// over.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the bytes are not a commit.
  package init(_ object: GitObject) throws(RepositoryError) {
    guard object.kind == .commit else {
      throw .damaged(object, "is a \(object.kind.rawValue), not a commit")
    }
    var tree: ObjectID?
    var parents: [ObjectID] = []
    var author: Signature?
    var committer: Signature?
    var messageStart = object.bytes.count
    var hasBadParent = false
    object.bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while let end = bytes[start...].firstIndex(of: 10), end > start {
        let line = bytes[start..<end]
        if let value = line.value(of: "tree ") {
          tree = ObjectID(hexBytes: value.raw)
        } else if let value = line.value(of: "parent ") {
          if let parent = ObjectID(hexBytes: value.raw) {
            parents.append(parent)
          } else {
            hasBadParent = true
          }
        } else if let value = line.value(of: "author ") {
          author = Signature(line: value)
        } else if let value = line.value(of: "committer ") {
          committer = Signature(line: value)
        }
        start = end + 1
      }
      messageStart = min(start + 1, bytes.count)
    }
    if hasBadParent { throw .damaged(object, "has a parent line that is not an object id") }
    guard let tree, let author, let committer else {
      throw .damaged(object, "is not a well-formed commit")
    }
    self.init(
      tree: tree, parents: parents, author: author, committer: committer,
      message: String(decoding: object.bytes[messageStart...], as: UTF8.self))
  }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// The bytes as plain memory.
  fileprivate var raw: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: self))
  }

  /// What follows a keyword that the line begins with; `nil` when it does not.
  fileprivate func value(of keyword: StaticString) -> Slice? {
    let length = keyword.utf8CodeUnitCount
    guard count >= length,
      keyword.withUTF8Buffer({ zip($0, self).allSatisfy { $0 == $1 } })
    else { return nil }
    return dropFirst(length)
  }
}

/// A commit's message: a subject, what the author says, and one last block of trailers.
///
/// The trailers are data. They are always the last paragraph, so that no text of a user's can
/// pass for one.
package struct CommitMessage: Sendable {
  package var subject: String
  package var body: String
  package var trailers: [Trailer]

  package init(subject: String, body: String = "", trailers: [Trailer]) {
    self.subject = subject
    self.body = body
    self.trailers = trailers
  }

  /// The message as a commit holds it.
  ///
  /// Line ends are LF, blank lines at both ends are dropped, and a line that begins with `---`
  /// is indented, since tools that read trailers take it for the end of the message.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when the author's text holds NUL.
  package func encoded() throws(RepositoryError) -> String {
    let body = try CommitMessage.tidy(self.body)
    let paragraphs =
      [subject] + (body.isEmpty ? [] : [body])
      + [trailers.map(\.line).joined(separator: "\n")]
    return paragraphs.joined(separator: "\n\n") + "\n"
  }

  /// The value of the first trailer with this key.
  package subscript(key: Trailer.Key) -> String? {
    trailers.first { $0.key == key }?.value
  }

  private static func tidy(_ text: String) throws(RepositoryError) -> String {
    guard !text.utf8.contains(0) else {
      throw RepositoryError(.invalid, "the message holds a NUL character", hint: "Remove it")
    }
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { line in
      var line = Array(line)
      while let last = line.last, last == 32 || last == 9 || last == 13 { line.removeLast() }
      return line.starts(with: "---".utf8) ? [32] + line : line
    }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return String(decoding: Array(lines.joined(separator: [10])), as: UTF8.self)
  }
}

extension Commit {
  /// When the commit was put into the ledger, with the milliseconds that its message has.
  package var time: Timestamp { time(CommitMessage(message)) }

  /// The same, where the message was read already.
  package func time(_ message: CommitMessage) -> Timestamp {
    var time = committer.time
    if let rest = message[.milliseconds].flatMap({ Int64($0) }), (0..<1000).contains(rest) {
      time.milliseconds += rest
    }
    return time
  }
}

extension CommitMessage {
  /// Reads a message; one without a block of trailers at its end has none.
  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { CommitMessage(utf8: $0) }
  }

  private init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var end = bytes.count
    while end > 0, bytes[end - 1] == 10 { end -= 1 }
    // From the end, lines are trailers up to the blank line that the block begins with.
    var trailers: [Trailer]? = []
    trailers?.reserveCapacity(12)
    var lineEnd = end
    var isFirst = true
    while true {
      var start = lineEnd
      while start > 0, bytes[start - 1] != 10 { start -= 1 }
      if start == lineEnd, !isFirst || end == 0 { break }
      isFirst = false
      if let trailer = Trailer(line: UnsafeBufferPointer(rebasing: bytes[start..<lineEnd])) {
        trailers?.append(trailer)
      } else {
        trailers = nil
      }
      if start == 0 {
        // The first line is the subject, whatever it looks like.
        trailers = nil
        break
      }
      lineEnd = start - 1
    }
    if lineEnd == 0 { trailers = nil }
    let subjectEnd = bytes[..<end].firstIndex(of: 10) ?? end
    let bodyEnd = trailers == nil ? end : max(lineEnd - 1, subjectEnd)
    var bodyStart = min(subjectEnd + 1, bodyEnd)
    while bodyStart < bodyEnd, bytes[bodyStart] == 10 { bodyStart += 1 }
    subject = String(decoding: bytes[..<subjectEnd], as: UTF8.self)
    body = String(decoding: bytes[bodyStart..<bodyEnd], as: UTF8.self)
    self.trailers = trailers?.reversed() ?? []
  }
}

/// One line of data at the end of a commit's message.
package struct Trailer: Sendable, Hashable {
  /// What the line says, such as `Version-Hash`.
  package let key: Key
  /// The value as it was given, quoting undone.
  package let value: String

  /// Makes a trailer from its parts.
  package init(_ key: Key, _ value: String) {
    self.key = key
    self.value = value
  }

  /// The line as a message holds it, C-quoted where a plain line could not hold the value.
  package var line: String {
    "\(key.rawValue): \(CQuoting.quoteIfNeeded(value))"
  }

  /// Reads a line; `nil` when it is not a trailer.
  package init?(line: UnsafeBufferPointer<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(Key.isAllowed), line.count > colon + 1,
      line[colon + 1] == UInt8(ascii: " "),
      let value = CQuoting.unquote(UnsafeBufferPointer(rebasing: line[(colon + 2)...]))
    else { return nil }
    self.init(Key(rawValue: String(decoding: line[..<colon], as: UTF8.self)), value)
  }
}

extension Trailer {
  /// The name of a trailer.
  package struct Key: RawRepresentable, Hashable, Sendable {
    /// The name as the message spells it.
    package let rawValue: String

    /// Makes a key with this spelling.
    package init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The milliseconds of the committer's time, which a commit holds in whole seconds.
    package static let milliseconds = Key(rawValue: "Milliseconds")

    package static func isAllowed(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
    }
  }
}

/// Text on one line, quoted as a C string where it has to be, as git quotes paths.
package enum CQuoting {
  package static func quoteIfNeeded(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let needsQuotes =
      bytes.isEmpty || bytes.first == UInt8(ascii: "\"") || bytes.first == 32 || bytes.last == 32
      || bytes.contains { $0 < 32 || $0 == 127 }
    guard needsQuotes else { return text }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      switch byte {
      case 10: quoted += "\\n".utf8
      case 9: quoted += "\\t".utf8
      case 13: quoted += "\\r".utf8
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
      case 0..<32, 127:
        let octal = String(byte, radix: 8)
        quoted += "\\\(String(repeating: "0", count: 3 - octal.utf8.count))\(octal)".utf8
      default: quoted.append(byte)
      }
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }

  package static func unquote(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard bytes.first == UInt8(ascii: "\"") else { return String(decoding: bytes, as: UTF8.self) }
    guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return nil }
    var text: [UInt8] = []
    var rest = bytes.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      switch escaped {
      case UInt8(ascii: "n"): text.append(10)
      case UInt8(ascii: "t"): text.append(9)
      case UInt8(ascii: "r"): text.append(13)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escaped)
      case UInt8(ascii: "0")...UInt8(ascii: "3"):
        let digits = [escaped] + rest.prefix(2)
        guard digits.count == 3,
          let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
        else { return nil }
        text.append(value)
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return String(validating: text, as: UTF8.self)
  }
}
