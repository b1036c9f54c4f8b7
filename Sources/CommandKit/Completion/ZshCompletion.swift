/// Writes the completion script for zsh.
struct ZshCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  var script: String { "" }
}
