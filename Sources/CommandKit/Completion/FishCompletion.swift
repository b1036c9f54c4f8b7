/// Writes the completion script for fish.
struct FishCompletion {
  let program: ProgramDeclaration

  init(_ program: ProgramDeclaration) {
    self.program = program
  }

  var script: String { "" }
}
