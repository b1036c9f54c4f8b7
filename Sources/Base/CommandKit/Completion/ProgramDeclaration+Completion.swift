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
