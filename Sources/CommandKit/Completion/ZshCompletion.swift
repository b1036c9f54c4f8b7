/// Writes the completion script for zsh, by its `_arguments`.
struct ZshCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  private var function: String { "_\(program.shellIdentifier)" }

  var script: String {
    """
    #compdef \(program.name)

    # Asks the program itself; $1 is the kind of word.
    \(function)_dynamic() {
      local -a found=("${(@f)$("${(@)line_words[1]}" ---complete $1 "${(@)line_words[2,-2]}" "$PREFIX" 2>/dev/null)}")
      compadd -- "${(@)found:#}"
    }

    \(function)() {
      local -a line_words=("${(@)words[1,CURRENT]}")
      local curcontext=$curcontext state state_descr line
      local -A opt_args
      _arguments -C -s -S \\
    \(optionSpecs(of: nil).map { "    \($0) \\\n" }.joined())\
        ': :->subcommand' \\
        '*:: :->rest' && return 0
      case $state in
      subcommand)
        local -a subcommands=(
    \(descriptions)
        )
        _describe -t subcommands subcommand subcommands
        ;;
      rest)
        case $words[1] in
    \(program.completableCommands.map(commandCase).joined(separator: "\n"))
        esac
        ;;
      esac
    }

    if [[ $funcstack[1] == \(function) ]]; then
      \(function) "$@"
    else
      compdef \(function) \(program.name)
    fi

    """
  }

  private var descriptions: String {
    let lines = program.completableCommands.map { command in
      "      " + "\(command.name):\(command.abstract)".shellQuoted
    }
    return lines.joined(separator: "\n")
  }

  private func commandCase(_ command: CommandDeclaration) -> String {
    let names = ([command.name] + command.aliases).joined(separator: "|")
    let arguments = command.completableArguments.map { argument in
      let mark = argument.isRepeated ? "*:" : argument.isRequired ? ":" : "::"
      return "\(mark)\(valueSpec(argument))".shellQuoted
    }
    let specs = (optionSpecs(of: command) + arguments).joined(separator: " \\\n        ")
    return """
          \(names))
            _arguments -s -S \\
              \(specs)
            ;;
      """
  }

  /// `(-m --message)--message=[Why.]:message: ` for each name.
  private func optionSpecs(of command: CommandDeclaration?) -> [String] {
    program.optionNames(of: command).map { name, parameter in
      let exclusion =
        parameter.isRepeated ? "*" : "(\(parameter.names.joined(separator: " ")))"
      let help = "[\(parameter.help.backslashing("\\[]"))]"
      guard parameter.kind == .option else { return "\(exclusion)\(name)\(help)".shellQuoted }
      let join = name.utf8.count == 2 ? "+" : "="
      return "\(exclusion)\(name)\(join)\(help):\(valueSpec(parameter))".shellQuoted
    }
  }

  /// The value's name and what completes it.
  private func valueSpec(_ parameter: ParameterDeclaration) -> String {
    let action =
      switch parameter.completion {
      case .none: " "
      case .file: "_files"
      case .directory: "_files -/"
      case .list(let words):
        "(\(words.map { $0.backslashing("\\ ()'\":") }.joined(separator: " ")))"
      case .custom(let kind): "{\(function)_dynamic \(kind)}"
      }
    return "\(parameter.valueName.backslashing("\\:")):\(action)"
  }
}
