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
