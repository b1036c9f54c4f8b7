extension ProgramDeclaration {
  /// The subcommands that a shell offers.
  var completableCommands: [CommandDeclaration] { visibleCommands + [helpCommand] }

  /// Each name of an option or flag that may follow a command, or that may come before any.
  ///
  /// A name that the command declares itself hides the global one.
  func optionNames(
    of command: CommandDeclaration?
  ) -> [(name: String, parameter: ParameterDeclaration)] {
    let own = (command?.parameters ?? []).filter { $0.kind != .argument }
    let builtIns = command == nil ? Self.builtIns : [Self.help, Self.version]
    var names = own.flatMap { parameter in parameter.names.map { ($0, parameter) } }
    for parameter in globals + builtIns {
      names += parameter.names
        .filter { name in !own.contains { $0.isNamed(name.utf8) } }
        .map { ($0, parameter) }
    }
    return names
  }

  /// The program's name as part of a shell function's name.
  var shellIdentifier: String {
    String(
      decoding: name.utf8.map {
        $0.isASCIILetter || $0.isASCIIDigit ? $0 : UInt8(ascii: "_")
      }, as: UTF8.self)
  }
}

extension CommandDeclaration {
  /// Its arguments in order, up to the first that takes all that follow.
  var completableArguments: [ParameterDeclaration] {
    let arguments = parameters.filter { $0.kind == .argument }
    let end = arguments.firstIndex(where: \.isRepeated).map { $0 + 1 } ?? arguments.count
    return Array(arguments[..<end])
  }
}

extension String {
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
