/// A shell that completion scripts are written for.
enum Shell: String, CaseIterable, ArgumentValue {
  case bash, zsh, fish

  /// The script, which ends with a line feed.
  func completionScript(for program: ProgramDeclaration) -> String {
    switch self {
    case .bash: BashCompletion(program).script
    case .zsh: ZshCompletion(program).script
    case .fish: FishCompletion(program).script
    }
  }
}

/// A place on the command line for completion scripts: what may follow a command's name, a family's,
/// or the program's own.
struct CompletionPlace {
  /// A name of an option or flag.
  typealias Option = (name: String, parameter: ParameterDeclaration)

  /// The names of subcommands that lead to it, one after the other; empty for the program's own place.
  let path: [String]
  /// Other words that are accepted in place of the last of the path.
  let aliases: [String]
  /// Each name of an option or flag that may stand here.
  let options: [Option]
  /// The arguments in their order, up to the first that takes all that follow.
  let arguments: [ParameterDeclaration]
  /// The subcommands offered here; where there are any, there are no arguments.
  let subcommands: [(name: String, abstract: String)]
  /// The places that subcommands lead to.
  let places: [CompletionPlace]

  /// The path as scripts write it.
  var name: String { path.joined(separator: " ") }

  /// The words that lead here from the place before.
  var words: [String] { path.suffix(1) + aliases }

  /// The path with each of these words at its end.
  var names: [String] {
    words.map { (path.dropLast() + [$0]).joined(separator: " ") }
  }

  /// The place and all that follow.
  var all: [CompletionPlace] { [self] + places.flatMap(\.all) }
}

extension ProgramDeclaration {
  /// What a shell offers after the program's name, and all that may follow.
  var completionPlace: CompletionPlace {
    let entries = visibleEntries
    let help = Self.helpCommand
    return CompletionPlace(
      path: [], aliases: [],
      options: optionNames(of: [])
        + Self.completionScript.names.map { ($0, Self.completionScript) },
      arguments: [],
      subcommands: entries.map { ($0.word, $0.abstract) } + [(help.word, help.abstract)],
      places: entries.map(place) + [helpPlace(entries)])
  }

  private func place(_ entry: Entry) -> CompletionPlace {
    switch entry {
    case .command(let command): place(command, path: [command.word])
    case .family(let family):
      CompletionPlace(
        path: [family.name], aliases: family.aliases, options: optionNames(of: []), arguments: [],
        subcommands: family.visibleCommands.map { ($0.word, $0.abstract) },
        places: family.visibleCommands.map { place($0, path: [family.name, $0.word]) })
    }
  }

  private func place(_ command: CommandDeclaration, path: [String]) -> CompletionPlace {
    let arguments = command.parameters.filter { $0.kind == .argument }
    let end = arguments.firstIndex(where: \.isRepeated).map { $0 + 1 } ?? arguments.count
    return CompletionPlace(
      path: path, aliases: command.aliases, options: optionNames(of: command.parameters),
      arguments: Array(arguments[..<end]), subcommands: [], places: [])
  }

  /// After `help` the names of commands follow, but nothing that they accept.
  private func helpPlace(_ entries: [Entry]) -> CompletionPlace {
    let help = Self.helpCommand
    let families = entries.compactMap { entry in
      if case .family(let family) = entry { family } else { nil }
    }
    return CompletionPlace(
      path: [help.word], aliases: [], options: optionNames(of: []), arguments: [],
      subcommands: entries.map { ($0.word, $0.abstract) },
      places: families.map { family in
        CompletionPlace(
          path: [help.word, family.name], aliases: family.aliases, options: optionNames(of: []),
          arguments: [], subcommands: family.visibleCommands.map { ($0.word, $0.abstract) },
          places: [])
      })
  }

  /// Each name of an option or flag of a command with those that all commands accept.
  ///
  /// A name that the command declares itself hides the global one.
  private func optionNames(of own: [ParameterDeclaration]) -> [CompletionPlace.Option] {
    let options = own.filter { $0.kind != .argument }
    let shared = (globals + [Self.help, Self.version]).flatMap { parameter in
      parameter.names
        .filter { name in !options.contains { $0.isNamed(name.utf8) } }
        .map { (name: $0, parameter: parameter) }
    }
    return options.flatMap { parameter in parameter.names.map { ($0, parameter) } } + shared
  }
}

extension String {
  /// The text as part of a shell function's name.
  var shellIdentifier: String {
    String(
      decoding: utf8.map { $0.isASCIILetter || $0.isASCIIDigit ? $0 : UInt8(ascii: "_") },
      as: UTF8.self)
  }

  /// The text in single quotes, as bash and zsh read it.
  var shellQuoted: String {
    "'" + escaping("'", with: { _ in "'\\''" }) + "'"
  }

  /// The text with each of these characters replaced.
  func escaping(_ special: String, with replacement: (Unicode.Scalar) -> String) -> String {
    var result = ""
    for scalar in unicodeScalars {
      if special.unicodeScalars.contains(scalar) {
        result += replacement(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text with a backslash before each of these characters.
  func backslashing(_ special: String) -> String {
    escaping(special) { "\\\($0)" }
  }
}
