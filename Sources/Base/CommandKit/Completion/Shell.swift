/// A shell that completion scripts are written for.
enum Shell: String, CaseIterable, ArgumentValue {
  case bash, zsh, fish

  /// The script, which ends with a line feed.
  func completionScript(for program: ProgramDeclaration) -> String {
    switch self {
    case .bash: BashCompletion(program).script
    case .zsh: ZshCompletion(program).script
    case .fish: FishCompletion(program).script
    }
  }
}
