/// Writes the completion script for bash 3.2 and later.
///
/// Tables made from the declarations say what may stand where; ``bashEngine(_:)`` walks the line by them.
struct BashCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  /// The name of the completion function; those of its helpers begin with it.
  private var name: String { "_\(program.shellIdentifier)" }

  var script: String {
    """
    # bash completion for \(program.name)

    # Sets command to the subcommand that $1 names.
    \(name)_command() {
      case "$1" in
    \(commandCases)
      *) return 1 ;;
      esac
    }

    # Sets values to the subcommands.
    \(name)_subcommands() {
      values=(\(program.completableCommands.map(\.name.shellQuoted).joined(separator: " ")))
    }

    # Sets values to the options and flags of subcommand $1.
    \(name)_options() {
      case "$1" in
    \(optionCases)
      esac
    }

    # Sets kind to what completes option $2 of subcommand $1; fails if that takes no value.
    \(name)_value() {
      case "$1 $2" in
    \(valueCases)
      *) return 1 ;;
      esac
    }

    # Sets kind to what completes argument number $2, from 0, of subcommand $1; fails if there is none.
    \(name)_argument() {
      case "$1 $2" in
    \(argumentCases)
      *) return 1 ;;
      esac
    }

    \(bashEngine(name))

    complete -F \(name) \(program.name)

    """
  }

  private var commandCases: String {
    let cases = program.completableCommands.map { command in
      let names = ([command.name] + command.aliases).map(\.shellQuoted)
      return "  \(names.joined(separator: " | "))) command=\(command.name.shellQuoted) ;;"
    }
    return cases.joined(separator: "\n")
  }

  private var optionCases: String {
    let commands = [nil] + program.completableCommands.map(Optional.some)
    let cases = commands.map { command in
      let names = program.optionNames(of: command).map(\.name.shellQuoted)
      let key = (command?.name ?? "").shellQuoted
      return "  \(key)) values=(\(names.joined(separator: " "))) ;;"
    }
    return cases.joined(separator: "\n")
  }

  private var valueCases: String {
    let commands = [nil] + program.completableCommands.map(Optional.some)
    let cases = commands.flatMap { command in
      program.optionNames(of: command).filter { $0.parameter.kind == .option }.map { option in
        let key = "\(command?.name ?? "") \(option.name)".shellQuoted
        return "  \(key)) \(assignment(option.parameter.completion)) ;;"
      }
    }
    return cases.joined(separator: "\n")
  }

  private var argumentCases: String {
    let cases = program.completableCommands.flatMap { command in
      command.completableArguments.enumerated().map { index, argument in
        let key =
          argument.isRepeated
          ? "\(command.name) ".shellQuoted + "*" : "\(command.name) \(index)".shellQuoted
        return "  \(key)) \(assignment(argument.completion)) ;;"
      }
    }
    return cases.joined(separator: "\n")
  }

  /// Sets kind, and values for a list.
  private func assignment(_ completion: Completion) -> String {
    switch completion {
    case .none: "kind=none"
    case .file: "kind=file"
    case .directory: "kind=directory"
    case .list(let words):
      "kind=list values=(\(words.map(\.shellQuoted).joined(separator: " ")))"
    case .custom(let kind): "kind=\("custom:\(kind)".shellQuoted)"
    }
  }
}
