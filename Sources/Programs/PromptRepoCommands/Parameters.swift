internal import CommandKit
internal import PromptRepo

// What several commands take, each with one meaning and one line of help.
extension Parameter<String?> {
  /// Why something is done.
  ///
  /// - Parameter place: Where the reason is kept, such as `with each move`.
  static func reason(kept place: String) -> Parameter {
    .option("-m", "--message", valueName: "reason", help: "Why; it is kept \(place).")
  }

  /// Where a server's keys are.
  static var serverData: Parameter {
    .option(
      "--data", valueName: "dir",
      help: "The folder of the server's data; else one in the user's state folder.",
      completion: .directory)
  }

  /// A remote of git or a hosted one.
  static var remote: Parameter {
    .optionalArgument("remote", help: "The remote; the one git would take by default.")
  }

  /// A hosted remote.
  static var hostedRemote: Parameter {
    .optionalArgument("remote", help: "The hosted remote; the only one by default.")
  }
}

extension Parameter<[PromptName]> {
  /// The prompts that a command is restricted to.
  static var onlyThese: Parameter { .arguments("name", help: "Only these prompts.") }
}

extension Parameter<EnvironmentName> {
  /// The environment that something is done in.
  static var environment: Parameter {
    .requiredOption("--env", valueName: "env", help: "The environment.")
  }
}

extension Parameter<[VariableNames]> {
  /// The changes of variables that a deployment may bring.
  static var acknowledged: Parameter {
    .options(
      "--acknowledge", valueName: "variables",
      help: "Variables whose coming or going callers are ready for, with commas between.")
  }
}

extension Parameter<Bool> {
  /// Whether an environment has rules.
  static var isProtected: Parameter {
    .flag("--protected", help: "Deployments have to keep to the rules.")
  }

  /// Whether a ledger may begin in a clone.
  static var isFirst: Parameter {
    .flag("--first", help: "Begin here, though a git remote may hold prompts already.")
  }
}

extension Parameter<EnvironmentName?> {
  /// The environment that a version comes to an environment by.
  static var requires: Parameter {
    .option(
      "--requires", valueName: "env", help: "Where a version has to be or have been live before.")
  }
}

extension Parameter<Int?> {
  /// How many entries of a history are shown.
  static var number: Parameter {
    .option("-n", "--number", valueName: "n", help: "At most so many.")
  }

  /// How much `pull` and `push` do at once.
  static var hostedConcurrency: Parameter {
    .option(
      "--concurrency", valueName: "n",
      help: "For a hosted remote: so many prompts at once, 1 to 16; else 4.")
  }
}
