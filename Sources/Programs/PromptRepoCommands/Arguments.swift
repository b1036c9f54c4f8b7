public import APIKeys
public import CommandKit
public import PromptRepo

extension PromptName: ArgumentValue {
  /// Reads a name, or the path of its file as a shell completes it: `prompts/NAME.prompt`.
  public init(argument: String) throws {
    let folder = "prompts/".utf8
    let ending = ".prompt".utf8
    let bytes = argument.utf8
    if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
      throw RepositoryError(
        .invalid, "a prompt goes here, not one of its versions",
        hint: "Leave out '\(argument[at...])'")
    }
    if bytes.starts(with: folder), bytes.count > folder.count + ending.count,
      bytes.suffix(ending.count).elementsEqual(ending)
    {
      let name = bytes.dropFirst(folder.count).dropLast(ending.count)
      try self.init(String(decoding: name, as: UTF8.self))
    } else {
      try self.init(argument)
    }
  }

  /// The names of the repository's prompts.
  public static var completion: Completion { .custom("prompt") }
}

/// A prompt, and which version of it: `NAME` or `NAME@SPEC`.
struct Revision: ArgumentValue {
  let name: PromptName
  let spec: VersionSpec?

  init(argument: String) throws {
    let parts = argument.utf8.split(
      separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    name = try PromptName(argument: String(decoding: parts[0], as: UTF8.self))
    spec = parts.count < 2 ? nil : try VersionSpec(String(decoding: parts[1], as: UTF8.self))
  }

  var argument: String { spec.map { "\(name)@\($0)" } ?? name.rawValue }

  static var completion: Completion { .custom("prompt") }
}

extension VersionSpec: ArgumentValue {
  /// Reads a spec.
  public init(argument: String) throws {
    try self.init(argument)
  }
}

extension ExpectedVersion: ArgumentValue {
  /// Reads a version hash, or `none`.
  public init(argument: String) throws {
    try self.init(argument)
  }

  /// The word that would be read so.
  public var argument: String {
    switch self {
    case .nothing: "none"
    case .hash(let digits): digits
    }
  }
}

/// Names of variables with commas between.
struct VariableNames: ArgumentValue {
  let names: [String]

  init(argument: String) throws {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " })
    }
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw UsageError("Write the names of variables with commas between.")
    }
  }

  var argument: String { names.joined(separator: ",") }
}

extension [VariableNames] {
  /// All names of all.
  var all: Set<String> { Set(flatMap(\.names)) }
}

extension EnvironmentName: ArgumentValue {
  /// Reads the name of an environment.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }

  /// The environments of the repository.
  public static var completion: Completion { .custom("environment") }
}

extension ReleaseName: ArgumentValue {
  /// Reads the name of a release.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }

  /// The releases of the repository.
  public static var completion: Completion { .custom("release") }
}

extension RemoteName: ArgumentValue {
  /// Reads the name of a remote.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }
}

extension Owner: ArgumentValue {
  /// Reads an owner.
  public init(argument: String) throws {
    try self.init(argument)
  }
}

extension Role: ArgumentValue {}
