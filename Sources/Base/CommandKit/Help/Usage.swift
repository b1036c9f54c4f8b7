/// The usage line of a program, of one of its commands or of a family of them.
struct Usage: Sendable {
  /// How help is asked for.
  let helpCommand: String

  private let elements: [String]
  private let width: Int

  /// The program's own usage.
  init(_ program: ProgramDeclaration, width: Int) {
    helpCommand = "\(program.name) --help"
    elements = [program.name] + program.globals.map(\.usage) + ["<subcommand>"]
    self.width = max(HelpText.narrowest, width)
  }

  /// The usage of the family with this name.
  init(family: String, of program: ProgramDeclaration, width: Int) {
    let name = "\(program.name) \(family)"
    helpCommand = "\(name) --help"
    elements = [name, "<subcommand>"]
    self.width = max(HelpText.narrowest, width)
  }

  /// A command's usage.
  init(_ command: CommandDeclaration, of program: ProgramDeclaration, width: Int) {
    let name = "\(program.name) \(command.name)"
    helpCommand = "\(name) --help"
    elements = [name] + command.parameters.map(\.usage)
    self.width = max(HelpText.narrowest, width)
  }

  /// The line, broken between parameters if it is too long; later lines begin with `indent` spaces.
  func lines(indent: Int) -> String {
    filled(elements, width: width - indent)
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}

extension ParameterDeclaration {
  /// The parameter in a usage line: `<prompt>`, `[<dir>]`, `[--var <k=v> ...]`.
  var usage: String {
    let text = isRepeated ? "\(synopsis) ..." : synopsis
    return isRequired ? text : "[\(text)]"
  }
}
