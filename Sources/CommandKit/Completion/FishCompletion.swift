/// Writes the completion script for fish 3 and later.
struct FishCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  private var function: String { "__\(program.shellIdentifier)" }

  var script: String {
    """
    # fish completion for \(program.name)

    # Prints the subcommand on the line, if there is one.
    function \(function)_subcommand
      set -l words (commandline -opc)
      set -e words[1]
      while set -q words[1]
        switch $words[1]
    \(skippedOptions)\
          case '-*'
    \(names)
          case '*'
            echo $words[1]
            return
        end
        set -q words[1]; and set -e words[1]
      end
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
    program.optionNames(of: nil).filter { $0.parameter.kind == .option }
      .map { "      case \($0.name)\n        set -e words[1]\n" }.joined()
  }

  /// The cases that print a command's own name for it and its aliases.
  private var names: String {
    let cases = program.completableCommands.map { command in
      let names = ([command.name] + command.aliases).joined(separator: " ")
      return "      case \(names)\n        echo \(command.name)\n        return"
    }
    return cases.joined(separator: "\n")
  }

  private var subcommands: String {
    let lines = program.completableCommands.map { command in
      line(at: nil, "-a \(command.name.fishQuoted) -d \(command.abstract.fishQuoted)")
    }
    return lines.joined(separator: "\n")
  }

  private var parameters: String {
    let commands = [nil] + program.completableCommands.map(Optional.some)
    let lines = commands.flatMap { command -> [String] in
      let options = program.optionNames(of: command).map { name, parameter in
        let short = name.utf8.count == 2
        let value = parameter.kind == .option ? " -r" + values(parameter.completion) : ""
        return line(
          at: command,
          "\(short ? "-s" : "-l") \(name.drop { $0 == "-" })\(value)"
            + " -d \(parameter.help.fishQuoted)")
      }
      let arguments = (command?.completableArguments ?? []).compactMap { argument in
        let values = values(argument.completion)
        return argument.completion == .none ? nil : line(at: command, String(values.dropFirst()))
      }
      return options + arguments
    }
    return lines.joined(separator: "\n")
  }

  private func line(at command: CommandDeclaration?, _ rest: String) -> String {
    let condition = "\(function)_at \(command?.name ?? "''")"
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
