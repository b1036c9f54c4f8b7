public import CanonicalJSON

/// Python with the packages of `.ci/python-packages.txt`, as a judge of what the API sends.
public enum PythonPackages {
  /// The interpreter of the checkout's own environment, which is made when it is first asked for.
  public static let interpreter: String = made(nil)

  /// Lists of packages that cannot be beside the others.
  public enum Separate: String, Sendable {
    /// Langfuse's client, release 4.
    case langfuse4 = "langfuse-4"
    /// Langfuse's client, release 3.
    case langfuse3 = "langfuse-3"
    /// LiteLLM, for the extra suite.
    case liteLLM = "litellm"
  }

  /// The interpreter of the environment of a list of its own.
  public static func interpreter(_ list: Separate) -> String { made(list.rawValue) }

  /// Makes an environment; where it is there, that is done at once.
  private static func made(_ list: String?) -> String {
    let root = RealPrompts.projectRoot
    let made = Result {
      try TestSupport.run("\(root)/.ci/python-packages", list.map { [$0] } ?? [])
    }
    let path = "\(root)/.venv\(list.map { "-\($0)" } ?? "")/bin/python3"
    // What is missing then is said by each test that needs it.
    if case .success(let result) = made, result.status == 0 { return path }
    return "\(path) is missing (.ci/python-packages makes it): \(made)"
  }

  /// Runs a program that reads one JSON value and writes another.
  ///
  /// In the program `data` is what it reads, and `answer` what it writes.
  public static func run(_ program: String, on data: JSONValue) throws -> JSONValue {
    guard interpreter.hasSuffix("/bin/python3") else { throw PythonFailure(interpreter) }
    let whole = """
      import json, sys
      data = json.load(sys.stdin.buffer)
      \(program)
      json.dump(answer, sys.stdout)
      """
    let result = try TestSupport.run(interpreter, ["-c", whole], stdin: data.utf8())
    guard result.status == 0 else { throw PythonFailure(result.stderr) }
    return try JSONValue(parsing: result.outputBytes)
  }
}

/// Why Python gave no answer.
public struct PythonFailure: Error, CustomStringConvertible {
  /// What happened, in the interpreter's words where it has any.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
