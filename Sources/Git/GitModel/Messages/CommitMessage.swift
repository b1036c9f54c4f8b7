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
