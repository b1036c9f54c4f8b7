/// Something that `help` explains beside the commands, such as how versions are named.
///
/// ```swift
/// HelpSubject("exit-codes", "exit", text: "0 means success, 1 failure.")
/// ```
public struct HelpSubject: Sendable, Equatable {
  /// The words that may follow `help`; the first is the one that is told of.
  public let names: [String]
  /// Paragraphs; an indented line keeps its indent.
  public let text: String

  /// A subject with what is said about it.
  public init(_ names: String..., text: String) {
    self.names = names
    self.text = text
  }
}

extension Program {
  /// What `help` prints of a subject; nil where the word names none.
  func explain(subject word: String, width: Int) -> String? {
    let subject = subjects().first { $0.names.contains { $0.hasSameBytes(as: word) } }
    let columns = max(HelpText.narrowest, width)
    return subject.map { wrapped($0.text, width: columns).joined(separator: "\n") + "\n" }
  }
}
