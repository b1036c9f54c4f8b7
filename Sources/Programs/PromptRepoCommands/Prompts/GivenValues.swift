internal import CanonicalJSON
internal import CommandKit
internal import PromptInputs
internal import PromptRepo
internal import PromptTemplate

/// The values that a command line gives: those of `--vars`, and over them those of `--var`.
struct GivenValues: Sendable {
  private let object: JSONObject
  private let assignments: [(name: String, value: String)]

  /// The names of `--var`.
  var assigned: [String] { assignments.map(\.name) }

  /// Whether nothing is given.
  var isEmpty: Bool { object.isEmpty && assignments.isEmpty }

  /// Reads `name=value` of each assignment.
  init(_ object: JSONObject?, _ assignments: [String]) throws(UsageError) {
    self.object = object ?? JSONObject()
    var read: [(name: String, value: String)] = []
    for assignment in assignments {
      guard let equals = assignment.utf8.firstIndex(of: UInt8(ascii: "=")),
        equals > assignment.startIndex
      else { throw UsageError("'\(assignment)' is not a variable: write --var name=value.") }
      let value = assignment[assignment.utf8.index(after: equals)...]
      read.append((String(assignment[..<equals]), String(value)))
    }
    self.assignments = read
  }

  /// The values for a text.
  ///
  /// In chats and in Handlebars a value of `--var` is read by the type that the header declares;
  /// elsewhere it is text.
  func values(for text: VersionText) throws(InputTextError) -> JSONObject {
    if assignments.isEmpty { return object }
    let declared: DeclaredInputs? =
      switch text.dialect {
      case .chat, .handlebars: text.declaredInputs
      case .plain, .strict, .jinja: nil
      }
    var values = object
    for (name, value) in assignments {
      if text.listNames.contains(where: { $0.hasSameBytes(as: name) }),
        let list = try? JSONValue(parsing: value)
      {
        values[name] = list
      } else if let declared {
        values[name] = try declared.value(of: value, for: name)
      } else {
        values[name] = .string(value)
      }
    }
    return values
  }
}

extension CommandContext {
  /// Reads a file with one JSON object.
  func readObject(_ file: String, _ what: String) throws -> JSONObject {
    let bytes = try readInput(file)
    let name = file == "-" ? "standard input" : "'\(file)'"
    do {
      if let object = try JSONValue(parsing: bytes).object { return object }
    } catch {
      throw RepositoryError(.invalid, "the \(what) in \(name) are not JSON: \(error)")
    }
    throw RepositoryError(
      .invalid, "the \(what) in \(name) are not a JSON object",
      hint: #"Write {"name": "value"}"#)
  }
}
