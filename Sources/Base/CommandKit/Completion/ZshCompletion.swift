/// Writes the completion script for zsh, by its `_arguments`.
struct ZshCompletion {
  private let program: ProgramDeclaration
  private let root: CompletionPlace

  init(_ program: ProgramDeclaration) {
    self.program = program
    root = program.completionPlace
  }

  private var function: String { "_\(program.name.shellIdentifier)" }

  var script: String {
    """
    #compdef \(program.name)

    # Asks the program itself; $1 is the kind of word.
    \(function)_dynamic() {
      local -a found=("${(@f)$("${(@)line_words[1]}" ---complete $1 "${(@)line_words[2,-2]}" "$PREFIX" 2>/dev/null)}")
      compadd -- "${(@)found:#}"
    }

    \(root.all.filter { !$0.subcommands.isEmpty }.map(placeFunction).joined(separator: "\n\n"))

    if [[ $funcstack[1] == \(function) ]]; then
      \(function) "$@"
    else
      compdef \(function) \(program.name)
    fi

    """
  }

  /// The function for a place where subcommands follow.
  private func placeFunction(_ place: CompletionPlace) -> String {
    """
    \(function(of: place))() {
    \(place.path.isEmpty ? "  local -a line_words=(\"${(@)words[1,CURRENT]}\")\n" : "")\
      local curcontext=$curcontext state state_descr line
      local -A opt_args
      _arguments -C -s -S -A '-*' \\
    \(place.options.map { "    \(optionSpec($0)) \\\n" }.joined())\
        ': :->subcommand' \\
        '*:: :->rest' && return 0
      case $state in
      subcommand)
        local -a subcommands=(
    \(descriptions(of: place))
        )
        _describe -t subcommands subcommand subcommands
        ;;
      rest)
        case $words[1] in
    \(place.places.map(placeCase).joined(separator: "\n"))
        esac
        ;;
      esac
    }
    """
  }

  private func function(of place: CompletionPlace) -> String {
    ([function] + place.path.map(\.shellIdentifier)).joined(separator: "__")
  }

  private func descriptions(of place: CompletionPlace) -> String {
    let lines = place.subcommands.map { name, abstract in
      "      " + "\(name):\(abstract)".shellQuoted
    }
    return lines.joined(separator: "\n")
  }

  private func placeCase(_ place: CompletionPlace) -> String {
    let arguments = place.arguments.map { argument in
      let mark = argument.isRepeated ? "*:" : argument.isRequired ? ":" : "::"
      return "\(mark)\(valueSpec(argument))".shellQuoted
    }
    let specs = (place.options.map(optionSpec) + arguments)
      .joined(separator: " \\\n        ")
    let action =
      place.subcommands.isEmpty ? "_arguments -s -S \\\n        \(specs)" : function(of: place)
    return """
          \(place.words.joined(separator: "|")))
            \(action)
            ;;
      """
  }

  /// `(-m --message)--message=[Why.]:message: `.
  private func optionSpec(_ option: CompletionPlace.Option) -> String {
    let (name, parameter) = option
    let exclusion = parameter.isRepeated ? "*" : "(\(parameter.names.joined(separator: " ")))"
    let help = "[\(parameter.help.backslashing("\\[]"))]"
    guard parameter.kind == .option else { return "\(exclusion)\(name)\(help)".shellQuoted }
    let join = name.utf8.count == 2 ? "+" : "="
    return "\(exclusion)\(name)\(join)\(help):\(valueSpec(parameter))".shellQuoted
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
