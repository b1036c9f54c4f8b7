public import APIKeys
public import CommandKit
public import PromptRepo
public import PromptTemplate

extension PromptName: ArgumentValue {
  /// Reads a name; the path of a prompt's file is put so before, by ``PromptPaths``.
  public init(argument: String) throws {
    let bytes = argument.utf8
    if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
      throw VersionForPrompt(
        name: String(decoding: bytes[..<at], as: UTF8.self),
        spec: String(decoding: bytes[bytes.index(after: at)...], as: UTF8.self))
    }
    try self.init(argument)
  }

  /// The names of the repository's prompts.
  public static var completion: Completion { .custom("prompt") }

  /// Prompts, which may be named by the paths of their files.
  public static var wordKind: String? { PromptPaths.wordKind }
}

/// A prompt, and which version of it: `NAME` or `NAME@SPEC`.
struct Revision: ArgumentValue {
  let name: PromptName
  let spec: VersionSpec?

  init(name: PromptName) {
    (self.name, spec) = (name, nil)
  }

  init(argument: String) throws {
    let parts = argument.utf8.split(
      separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    name = try PromptName(argument: String(decoding: parts[0], as: UTF8.self))
    spec = parts.count < 2 ? nil : try VersionSpec(String(decoding: parts[1], as: UTF8.self))
  }

  var argument: String { spec.map { "\(name)@\($0)" } ?? name.rawValue }

  static var completion: Completion { .custom("revision") }

  static var wordKind: String? { PromptPaths.wordKind }

  /// The version that two arguments name: `NAME@SPEC`, or `NAME SPEC`.
  ///
  /// - Parameter other: The second argument.
  func spec(or other: VersionSpec?) throws(UsageError) -> VersionSpec? {
    if let spec, let other {
      throw UsageError("Name one version: \(name)@\(spec) or \(name)@\(other).")
    }
    return spec ?? other
  }
}

extension Dialect: ArgumentValue {}

extension VersionSpec: ArgumentValue {
  /// Reads a spec.
  public init(argument: String) throws {
    try self.init(argument)
  }

  /// The versions of the prompt that comes before it.
  public static var completion: Completion { .custom("version") }
}

extension Parameter<VersionSpec?> {
  /// The version of the prompt before it, for who writes it with a space.
  static var spec: Parameter {
    .optionalArgument("spec", help: "The version, if it does not follow the name after @.")
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

extension CommandContext {
  /// Says which names are acknowledged for nothing, as one that is misspelt.
  ///
  /// - Parameter names: Those of what changes; nil where there is nothing to compare with.
  func warnOfUnused(_ acknowledged: Set<String>, besides names: [String]?) {
    guard let names else { return }
    let unused = acknowledged.subtracting(names).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    for name in unused {
      warn("--acknowledge \(name): nothing of this name comes or goes")
    }
  }
}

extension [VariableDiff?] {
  /// The variables that come or go; nil where nothing was live before.
  var names: [String]? {
    let known = compactMap(\.self)
    return known.isEmpty ? nil : known.flatMap(\.names)
  }
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

// What several commands take, each with one meaning and one line of help.
extension Parameter<String?> {
  /// Why something is done.
  ///
  /// - Parameter place: Where the reason is stored, such as `with each move`.
  static func reason(kept place: String) -> Parameter {
    .option("-m", "--message", valueName: "reason", help: "The reason; stored \(place).")
  }

  /// Where a server's keys are.
  static var serverData: Parameter {
    .option(
      "--data", valueName: "dir",
      help: "The server's data folder; by default one in the user's state folder.",
      completion: .directory)
  }

  /// A remote of git or a hosted one.
  static var remote: Parameter {
    .optionalArgument(
      "remote", help: "The remote; by default the one that git would use.",
      completion: .custom("remote"))
  }

  /// A hosted remote.
  static var hostedRemote: Parameter {
    .optionalArgument(
      "remote", help: "The hosted remote; by default the only one.", completion: .custom("remote"))
  }
}

extension Parameter<[PromptName]> {
  /// The prompts that a command is restricted to.
  static var onlyThese: Parameter {
    .arguments("name", help: "Restrict the command to these prompts.")
  }
}

extension Parameter<EnvironmentName?> {
  /// The environment that something is done in; the setting names the usual one.
  static var environment: Parameter {
    .option(
      "-e", "--env", valueName: "env",
      help: "The environment; by default the one that the setting `environment` names.")
  }
}

extension Parameter<[VariableNames]> {
  /// The changes of variables that a deployment may bring.
  static var acknowledged: Parameter {
    .options(
      "--acknowledge", valueName: "variables",
      help: "Accept these new or missing variables; separate them by commas.")
  }
}

extension Parameter<Bool> {
  /// Whether an environment has rules.
  static var isProtected: Parameter {
    .flag("--protected", help: "Enforce the rules for deployments.")
  }

  /// Whether a ledger may begin in a clone.
  static var isFirst: Parameter {
    .flag("--first", help: "Start here even if a git remote may have prompts already.")
  }
}

extension Parameter<EnvironmentName?> {
  /// The environment that a version comes to an environment by.
  static var requires: Parameter {
    .option(
      "--requires", valueName: "env",
      help: "Require that a version is or was live in this environment.")
  }
}

extension Parameter<Int?> {
  /// How many entries of a history are shown.
  static var number: Parameter {
    .option("-n", "--number", valueName: "n", help: "Show at most this many.").orDashAndNumber()
  }

  /// How much `pull` and `push` do at once.
  static var hostedConcurrency: Parameter {
    .option(
      "--concurrency", valueName: "n",
      help: "For a hosted remote: process this many prompts at once, 1 to 16; 4 by default.")
  }
}
