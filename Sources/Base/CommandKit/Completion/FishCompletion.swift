/// Writes the completion script for fish 3 and later.
struct FishCompletion {
  private let program: ProgramDeclaration
  private let root: CompletionPlace

  init(_ program: ProgramDeclaration) {
    self.program = program
    root = program.completionPlace
  }

  private var function: String { "__\(program.name.shellIdentifier)" }

  var script: String {
    """
    # fish completion for \(program.name)

    # Prints the subcommand on the line as far as it is known, a family's name before the rest.
    function \(function)_subcommand
      set -l words (commandline -opc)
      set -l found
      set -e words[1]
      while set -q words[1]
        switch $words[1]
    \(skippedOptions)\
          case '-*'
          case '*'
            set -a found $words[1]
            switch "$found"
    \(names)
              case '*'
                echo "$found"
                return
            end
        end
        set -q words[1]; and set -e words[1]
      end
      echo "$found"
    end

    # Whether the subcommand on the line is $argv[1].
    function \(function)_at
      set -l found (\(function)_subcommand)
      test "$found" = "$argv[1]"
    end

    # Asks the program itself; $argv[1] is the kind of word.
    function \(function)_dynamic
      set -l words (commandline -opc)
      set -l program $words[1]
      set -e words[1]
      set -l current (commandline -ct | string replace -r -- '^--[^=]*=' '')
      command $program ---complete $argv[1] $words "$current" 2>/dev/null
    end

    complete -c \(program.name) -f
    \(subcommands)
    \(parameters)

    """
  }

  /// The cases of global options whose value is the next word.
  private var skippedOptions: String {
    root.options.filter { $0.parameter.kind == .option }
      .map { "      case \($0.name)\n        set -e words[1]\n" }.joined()
  }

  /// The cases that print a command's own name for it and its aliases, or go on after a family's.
  private var names: String {
    let cases = root.all.dropFirst().map { place in
      let action =
        place.subcommands.isEmpty
        ? "echo \(place.name.fishQuoted)\n            return"
        : "set found \(place.path.joined(separator: " "))"
      let names = place.names.map(\.fishQuoted).joined(separator: " ")
      return "          case \(names)\n            \(action)"
    }
    return cases.joined(separator: "\n")
  }

  private var subcommands: String {
    let lines = root.all.flatMap { place in
      place.subcommands.map { name, abstract in
        line(at: place, "-a \(name.fishQuoted) -d \(abstract.fishQuoted)")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var parameters: String {
    let lines = root.all.flatMap { place -> [String] in
      let options = place.options.map { name, parameter in
        let short = name.utf8.count == 2
        let value = parameter.kind == .option ? " -r" + values(parameter.completion) : ""
        return line(
          at: place,
          "\(short ? "-s" : "-l") \(name.drop { $0 == "-" })\(value)"
            + " -d \(parameter.help.fishQuoted)")
      }
      let arguments = place.arguments.compactMap { argument in
        let values = values(argument.completion)
        return argument.completion == .none ? nil : line(at: place, String(values.dropFirst()))
      }
      return options + arguments
    }
    return lines.joined(separator: "\n")
  }

  private func line(at place: CompletionPlace, _ rest: String) -> String {
    let condition = "\(function)_at \(place.name.fishQuoted)"
    return "complete -c \(program.name) -n \"\(condition)\" \(rest)"
  }

  /// What to offer, as options of `complete` after a space.
  private func values(_ completion: Completion) -> String {
    switch completion {
    case .none: " -f"
    case .file: " -F"
    case .directory: " -f -a '(__fish_complete_directories)'"
    case .list(let words): " -f -a \(words.joined(separator: " ").fishQuoted)"
    case .custom(let kind): " -f -a '(\(function)_dynamic \(kind))'"
    }
  }
}

extension String {
  /// The text in single quotes, as fish reads it.
  fileprivate var fishQuoted: String { "'\(backslashing("\\'"))'" }
}
