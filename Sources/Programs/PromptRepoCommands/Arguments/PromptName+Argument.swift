public import CommandKit
public import PromptRepo

extension PromptName: ArgumentValue {
  /// Reads a name, or the path of its file as a shell completes it: `prompts/NAME.prompt`.
  public init(argument: String) throws {
    let folder = "prompts/".utf8
    let ending = ".prompt".utf8
    let bytes = argument.utf8
    if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
      throw RepositoryError(
        .invalid, "a prompt goes here, not one of its versions",
        hint: "Leave out '\(argument[at...])'")
    }
    if bytes.starts(with: folder), bytes.count > folder.count + ending.count,
      bytes.suffix(ending.count).elementsEqual(ending)
    {
      let name = bytes.dropFirst(folder.count).dropLast(ending.count)
      try self.init(String(decoding: name, as: UTF8.self))
    } else {
      try self.init(argument)
    }
  }

  /// The names of the repository's prompts.
  public static var completion: Completion { .custom("prompt") }
}
