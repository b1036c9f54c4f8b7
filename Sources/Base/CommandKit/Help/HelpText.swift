/// Help in the layout of swift-argument-parser.
struct HelpText {
  let program: ProgramDeclaration
  let width: Int

  /// The fewest columns that text is made for.
  static let narrowest = 40

  /// Help for a terminal of `width` columns, or of the fewest there may be.
  init(_ program: ProgramDeclaration, width: Int) {
    self.program = program
    self.width = max(Self.narrowest, width)
  }

  /// The program's help.
  var text: String {
    let options = HelpSection(
      title: "OPTIONS",
      rows: (program.globals + ProgramDeclaration.builtIns).map(HelpSection.Row.init))
    let commands = program.groups.map { group in
      HelpSection(
        title: group.title.isEmpty ? "SUBCOMMANDS" : "\(group.title.uppercased()) SUBCOMMANDS",
        rows: group.commands.filter { !$0.isHidden }.map { HelpSection.Row($0) })
    }
    return render(
      overview: program.abstract, discussion: program.discussion,
      usage: Usage(program, width: width), sections: [options] + commands,
      footer: "  See '\(program.name) help <subcommand>' for detailed help.")
  }

  /// A family's help.
  func text(for family: FamilyDeclaration) -> String {
    let globals = program.globals + [ProgramDeclaration.help, ProgramDeclaration.version]
    return render(
      overview: family.abstract, discussion: family.discussion,
      usage: Usage(family: family.name, of: program, width: width),
      sections: [
        HelpSection(title: "GLOBAL OPTIONS", rows: globals.map(HelpSection.Row.init)),
        HelpSection(
          title: "SUBCOMMANDS",
          rows: family.visibleCommands.map { HelpSection.Row($0, inFamily: true) }),
      ],
      footer: "  See '\(program.name) help \(family.name) <subcommand>' for detailed help.")
  }

  /// A command's help.
  func text(for command: CommandDeclaration) -> String {
    let arguments = command.parameters.filter { $0.kind == .argument }
    let options = command.parameters.filter { $0.kind != .argument }
    let taken = options.flatMap(\.names)
    let globals = (program.globals + [ProgramDeclaration.help, ProgramDeclaration.version])
      .filter { global in !global.names.allSatisfy(taken.contains) }
    return render(
      overview: command.abstract, discussion: command.discussion,
      usage: Usage(command, of: program, width: width),
      sections: [
        HelpSection(title: "ARGUMENTS", rows: arguments.map(HelpSection.Row.init)),
        HelpSection(title: "OPTIONS", rows: options.map(HelpSection.Row.init)),
        HelpSection(title: "GLOBAL OPTIONS", rows: globals.map(HelpSection.Row.init)),
      ])
  }

  private func render(
    overview: String, discussion: String, usage: Usage, sections: [HelpSection],
    footer: String? = nil
  ) -> String {
    var parts: [String] = []
    if !overview.isEmpty {
      parts.append(wrapped("OVERVIEW: \(overview)", width: width).joined(separator: "\n"))
    }
    if !discussion.isEmpty {
      parts.append(wrapped(discussion, width: width).joined(separator: "\n"))
    }
    parts.append("USAGE: \(usage.lines(indent: 7))")
    parts += sections.filter { !$0.rows.isEmpty }.map { $0.text(width: width) }
    if let footer { parts.append(wrapped(footer, width: width).joined(separator: "\n")) }
    return parts.joined(separator: "\n\n") + "\n"
  }
}
