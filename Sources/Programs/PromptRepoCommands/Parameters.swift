internal import CommandKit
internal import PromptRepo

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
    .optionalArgument("remote", help: "The remote; by default the one that git would use.")
  }

  /// A hosted remote.
  static var hostedRemote: Parameter {
    .optionalArgument("remote", help: "The hosted remote; by default the only one.")
  }
}

extension Parameter<[PromptName]> {
  /// The prompts that a command is restricted to.
  static var onlyThese: Parameter {
    .arguments("name", help: "Restrict the command to these prompts.")
  }
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
    .option("-n", "--number", valueName: "n", help: "Show at most this many.")
  }

  /// How much `pull` and `push` do at once.
  static var hostedConcurrency: Parameter {
    .option(
      "--concurrency", valueName: "n",
      help: "For a hosted remote: process this many prompts at once, 1 to 16; 4 by default.")
  }
}
