/// Writes the completion script for bash.
struct BashCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  var script: String { "" }
}
