/// Writes the completion script for bash 3.2 and later.
///
/// Tables made from the declarations say what may stand where; ``bashEngine(_:)`` walks the line by them.
struct BashCompletion {
  private let program: ProgramDeclaration
  private let places: [CompletionPlace]

  init(_ program: ProgramDeclaration) {
    self.program = program
    places = program.completionPlace.all
  }

  /// The name of the completion function; those of its helpers begin with it.
  private var name: String { "_\(program.name.shellIdentifier)" }

  var script: String {
    """
    # bash completion for \(program.name)

    # Sets command to the subcommand that $1 names; a family's name or help may stand before it.
    \(name)_command() {
      case "$1" in
    \(commandCases)
      *) return 1 ;;
      esac
    }

    # Sets values to the subcommands that may follow $1; fails if none may.
    \(name)_subcommands() {
      case "$1" in
    \(subcommandCases)
      *) return 1 ;;
      esac
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
    let cases = places.dropFirst().map { place in
      let names = place.names.map(\.shellQuoted).joined(separator: " | ")
      return "  \(names)) command=\(place.name.shellQuoted) ;;"
    }
    return cases.joined(separator: "\n")
  }

  private var subcommandCases: String {
    let cases = places.filter { !$0.subcommands.isEmpty }.map { place in
      valuesCase(of: place, place.subcommands.map(\.name))
    }
    return cases.joined(separator: "\n")
  }

  private var optionCases: String {
    places.map { valuesCase(of: $0, $0.options.map(\.name)) }.joined(separator: "\n")
  }

  private func valuesCase(of place: CompletionPlace, _ values: [String]) -> String {
    "  \(place.name.shellQuoted)) values=(\(values.map(\.shellQuoted).joined(separator: " "))) ;;"
  }

  private var valueCases: String {
    let cases = places.flatMap { place in
      place.options.filter { $0.parameter.kind == .option }.map { option in
        let key = "\(place.name) \(option.name)".shellQuoted
        return "  \(key)) \(assignment(option.parameter.completion)) ;;"
      }
    }
    return cases.joined(separator: "\n")
  }

  private var argumentCases: String {
    let cases = places.flatMap { place in
      place.arguments.enumerated().map { index, argument in
        let key =
          argument.isRepeated
          ? "\(place.name) ".shellQuoted + "*" : "\(place.name) \(index)".shellQuoted
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
